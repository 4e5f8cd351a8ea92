import type { ContactImport } from '@portress/sdk';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { useRefusalWords } from './refusal-words.ts';
import { saveCsv } from './report-csv.ts';

const step = 50;

/** What was not taken, line by line, and the same as a file for whoever mends it. */
export function RefusedLines({ report, fileName }: { report: ContactImport; fileName: string }) {
  const { t } = useTranslation();
  const wordsOf = useRefusalWords();
  const [most, setMost] = useState(step);
  const { refused, refused_count: count } = report;
  const heads = [t('contacts.transfer.line'), t('contacts.transfer.field'), t('contacts.transfer.reason')];

  function save(): void {
    const rows = refused.map((line) => {
      const { field, reason } = wordsOf(line);
      return [line.line, field, reason, line.reason];
    });
    saveCsv(`${fileName.replace(/\.\w+$/, '')}-refused.csv`, [[...heads, 'reason'], ...rows]);
  }

  return (
    <div className="flex flex-col items-start gap-3">
      <table className="w-full text-left text-13">
        <caption className="pb-2 text-left text-15 font-medium">
          {t('contacts.transfer.refused_count', { count })}
        </caption>
        <thead>
          <tr className="border-y border-line">
            {heads.map((head) => (
              <th key={head} className="py-2 pr-4 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {refused.slice(0, most).map((line) => {
            const { field, reason } = wordsOf(line);
            return (
              <tr key={`${line.line} ${line.field ?? ''}`} className="border-b border-line align-top">
                <td className="py-2 pr-4 tabular-nums">{line.line}</td>
                <td className="py-2 pr-4">{field}</td>
                <td className="wordy py-2">{reason}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {count > refused.length && (
        <p className="text-13 text-muted">{t('contacts.transfer.cut', { count: refused.length })}</p>
      )}
      <div className="flex flex-wrap gap-3">
        {refused.length > most && <Button onClick={() => setMost(most + step)}>{t('common.more')}</Button>}
        <Button onClick={save}>
          <span className="flex items-center gap-2">
            <Download aria-hidden="true" size={18} strokeWidth={1.75} />
            {t('contacts.transfer.save_report')}
          </span>
        </Button>
      </div>
    </div>
  );
}
