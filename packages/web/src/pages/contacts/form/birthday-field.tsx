import { CircleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../forms/select-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { spokenLanguage } from '../../../language/speak.ts';
import { birthdayParts } from '../birthdays/next-birthday.ts';
import { unfinished } from './contact-draft.ts';

interface BirthdayFieldProps {
  value: string;
  onChange: (birthday: string) => void;
  fault: string | undefined;
  /** For the focus, when it is the first field that was refused. */
  inputRef: (input: HTMLInputElement | null) => void;
}

/** Three small fields: nobody scrolls a calendar back by decades, and the year may stay unknown. */
export function BirthdayField({ value, onChange, fault, inputRef }: BirthdayFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState(() => typedOf(value));
  const change = (next: Partial<Typed>) => {
    const now = { ...typed, ...next };
    setTyped(now);
    onChange(birthdayOf(now));
  };
  const focus = { ref: inputRef };
  return (
    <fieldset aria-describedby={fault && `${id}-fault`} className="flex flex-col gap-1">
      <legend className="pb-1 font-medium">
        {t('contacts.fields.birthday')} <span className="text-13 font-plain text-muted">({t('common.optional')})</span>
      </legend>
      <div className="grid grid-cols-[4.5rem_minmax(0,1fr)_6.5rem] items-end gap-3">
        <TextField
          {...focus}
          label={t('contacts.form.day')}
          name="birthday_day"
          value={typed.day}
          onChange={(event) => change({ day: digitsOf(event.target.value, 2) })}
          inputMode="numeric"
          autoComplete="off"
        />
        <SelectField
          label={t('contacts.form.month')}
          name="birthday_month"
          value={typed.month}
          onChange={(event) => change({ month: event.target.value })}
          autoComplete="off"
        >
          <option value="" />
          {monthNames().map((name, index) => (
            <option key={name} value={String(index + 1)}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t('contacts.form.year')}
          name="birthday_year"
          value={typed.year}
          onChange={(event) => change({ year: digitsOf(event.target.value, 4) })}
          inputMode="numeric"
          autoComplete="off"
        />
      </div>
      <p className="text-13 text-muted">{t('contacts.form.year_hint')}</p>
      {fault && (
        <p id={`${id}-fault`} className="flex gap-2 text-13 text-danger">
          <CircleAlert aria-hidden="true" size={16} strokeWidth={1.75} className="mt-0.5 shrink-0" />
          {fault}
        </p>
      )}
    </fieldset>
  );
}

interface Typed {
  day: string;
  month: string;
  year: string;
}

const digitsOf = (text: string, most: number): string => text.replace(/\D/g, '').slice(0, most);

function typedOf(birthday: string): Typed {
  if (birthday === '' || birthday.startsWith(unfinished)) return { day: '', month: '', year: '' };
  const { day, month, year } = birthdayParts(birthday);
  return { day: String(day), month: String(month), year: year === null ? '' : String(year) };
}

function birthdayOf({ day, month, year }: Typed): string {
  if (day === '' && month === '' && year === '') return '';
  const isYear = year === '' || year.length === 4;
  if (day === '' || month === '' || !isYear) return `${unfinished}${day}-${month}-${year}`;
  return `${year === '' ? '-' : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** As they stand alone: «лютий», not «лютого». */
function monthNames(): string[] {
  const format = new Intl.DateTimeFormat(spokenLanguage(), { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => format.format(new Date(Date.UTC(2000, index, 15))));
}
