import { Download } from 'lucide-react';
import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Section } from '../../../ui/rows.tsx';

const look =
  'inline-flex min-h-10 items-center gap-2 rounded-control border border-control bg-surface px-4 py-[7px] font-medium hover:bg-sunken pointer-coarse:min-h-11';

/** The whole book as a file. The browser asks by itself and can't renew a session, so that is done before. */
export function ExportLinks() {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);

  async function save(event: MouseEvent<HTMLAnchorElement>): Promise<void> {
    const { nativeEvent, currentTarget: link } = event;
    if (!nativeEvent.isTrusted) return;
    event.preventDefault();
    setError(null);
    try {
      await portress.account.find();
      link.click();
    } catch (failure) {
      setError(failure);
    }
  }

  const formats = [
    { format: 'vcard', file: 'contacts.vcf' },
    { format: 'csv', file: 'contacts.csv' },
  ] as const;
  return (
    <Section title={t('contacts.transfer.export')}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('contacts.transfer.export_about')}</p>
        {error !== null && <ProblemNotice error={error} />}
        <div className="flex flex-wrap gap-3">
          {formats.map(({ format, file }) => (
            <a
              key={format}
              href={`api/contacts/export?format=${format}`}
              download={file}
              onClick={(event) => void save(event)}
              className={look}
            >
              <Download aria-hidden="true" size={18} strokeWidth={1.75} />
              {t(`contacts.transfer.as_${format}`)}
            </a>
          ))}
        </div>
      </div>
    </Section>
  );
}
