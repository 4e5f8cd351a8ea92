import type { ContactBirthday } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fullName } from '../contact-name.ts';

/** One birthday: who, and what they turn where the year is known. */
export function Turning({ contact }: { contact: ContactBirthday }) {
  const { t } = useTranslation();
  const { id, turns } = contact;
  return (
    <Link
      to="/contacts/$id"
      params={{ id }}
      className="wordy -mx-1 block rounded-chip px-1 py-0.5 text-13 hover:bg-sunken pointer-coarse:py-2.5"
    >
      <span className="font-medium text-accent">{fullName(contact)}</span>
      {turns !== null && <span className="block text-muted">{t('contacts.birthdays.turns', { count: turns })}</span>}
    </Link>
  );
}
