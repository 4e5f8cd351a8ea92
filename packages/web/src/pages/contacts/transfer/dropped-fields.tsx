import type { ContactImport } from '@portress/sdk';
import { useTranslation } from 'react-i18next';

/** What a contact has no place for, by its name in the file. */
export function DroppedFields({ report }: { report: ContactImport }) {
  const { t } = useTranslation();
  const counts = new Map<string, number>();
  for (const { field, count = 1 } of report.dropped) counts.set(field, (counts.get(field) ?? 0) + count);
  return (
    <div className="wordy text-13">
      <p className="text-15 font-medium">{t('contacts.transfer.dropped')}</p>
      <p className="text-muted">{t('contacts.transfer.dropped_about')}</p>
      <ul className="pt-2">
        {[...counts].map(([field, count]) => (
          <li key={field}>
            <span className="font-mono">{field}</span> · {count}
          </li>
        ))}
      </ul>
    </div>
  );
}
