import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { cutFile, type ImportMode } from './cut-file.ts';
import type { ChosenFile } from './read-file.ts';

const mostBytes = 10_000_000;
const mostAtOnce = 5000;

interface FilePreviewProps {
  chosen: ChosenFile;
  onSend: (mode: ImportMode) => void;
  onAnother: () => void;
}

/** What the file seems to hold, before anything of it leaves the browser. */
export function FilePreview({ chosen, onSend, onAnother }: FilePreviewProps) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<ImportMode>('lenient');
  const summary = useRef<HTMLParagraphElement>(null);
  useEffect(() => summary.current?.focus(), []);
  const { file, type, places, preview, columns } = chosen;
  const pieces = cutFile(chosen, mode);
  const isTooLarge = pieces.some(({ body }) => body.size > mostBytes);
  const isTooMany = mode === 'atomic' && places.length > mostAtOnce;
  return (
    <div className="flex flex-col gap-6">
      <div>
        <p ref={summary} tabIndex={-1} className="wordy font-medium outline-none">
          {file.name}
        </p>
        <p className="text-muted">
          {t(type === 'text/vcard' ? 'contacts.transfer.vcard' : 'contacts.transfer.csv')} ·{' '}
          {t('contacts.transfer.about_count', { count: places.length })}
        </p>
      </div>
      <table className="w-full table-fixed text-left text-13">
        <caption className="pb-2 text-left text-muted">{t('contacts.transfer.first')}</caption>
        <thead>
          <tr className="border-y border-line">
            <th className="py-2 pr-3 font-medium">{t('contacts.transfer.name')}</th>
            <th className="py-2 pr-3 font-medium">{t('contacts.fields.email')}</th>
            <th className="py-2 font-medium">{t('contacts.fields.phone')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.map(({ line, name, email, phone }) => (
            <tr key={line} className="border-b border-line align-top">
              <td className="wordy py-2 pr-3">{name || '–'}</td>
              <td className="wordy py-2 pr-3">{email || '–'}</td>
              <td className="wordy py-2">{phone || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > 0 && <Columns columns={columns} />}
      <fieldset className="flex flex-col gap-3">
        <legend className="pb-2 font-medium">{t('contacts.transfer.mode')}</legend>
        {(['lenient', 'atomic'] as const).map((one) => (
          <label key={one} className="flex items-start gap-3 pointer-coarse:min-h-11">
            <input
              type="radio"
              name="mode"
              value={one}
              checked={mode === one}
              onChange={() => setMode(one)}
              className="mt-0.5 size-5 shrink-0 accent-(--accent)"
            />
            <span>
              <span className="block">{t(`contacts.transfer.${one}`)}</span>
              <span className="block text-13 text-muted">{t(`contacts.transfer.${one}_about`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {(isTooLarge || isTooMany) && (
        <Notice tone="warning" title={t(`contacts.transfer.faults.${isTooMany ? 'over_limit' : 'too_large'}.title`)}>
          <p>{t(`contacts.transfer.faults.${isTooMany ? 'over_limit' : 'too_large'}.about`)}</p>
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button kind="main" isBarred={isTooLarge || isTooMany} onClick={() => onSend(mode)}>
          {t('contacts.transfer.send')}
        </Button>
        <Button onClick={onAnother}>{t('contacts.transfer.another')}</Button>
      </div>
    </div>
  );
}

function Columns({ columns }: Pick<ChosenFile, 'columns'>) {
  const { t } = useTranslation();
  // A firm is taken only where there is no name.
  const isTaken = ({ field }: (typeof columns)[number]) => field !== null && field !== 'organization';
  const known = columns.filter(isTaken);
  const unknown = columns.filter((column) => !isTaken(column) && column.name.trim() !== '' && column.name !== 'id');
  return (
    <dl className="wordy flex flex-col gap-2 text-13">
      <div>
        <dt className="text-muted">{t('contacts.transfer.columns')}</dt>
        <dd>{known.map(({ name }) => name).join(', ')}</dd>
      </div>
      {unknown.length > 0 && (
        <div>
          <dt className="text-muted">{t('contacts.transfer.columns_dropped')}</dt>
          <dd>{unknown.map(({ name }) => name).join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}
