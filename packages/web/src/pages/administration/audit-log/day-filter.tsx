import { TextField } from '../../../forms/text-field.tsx';
import { useDraft } from './use-draft.ts';

interface DayFilterProps {
  label: string;
  asked: string | undefined;
  /** The days that the other end of the span leaves. */
  min?: string | undefined;
  max?: string | undefined;
  onAsk: (day: string | undefined) => void;
}

const firstYear = '1970';

/** A day of the calendar. While its year is being typed it is 2, 20 and 202 first: none of these is asked for. */
export function DayFilter({ label, asked = '', min, max, onAsk }: DayFilterProps) {
  const [draft, setDraft] = useDraft(asked);
  return (
    <TextField
      label={label}
      type="date"
      value={draft}
      min={min}
      max={max}
      autoComplete="off"
      onChange={({ target: { value } }) => {
        setDraft(value);
        if (value === '' || value >= firstYear) onAsk(value || undefined);
      }}
    />
  );
}
