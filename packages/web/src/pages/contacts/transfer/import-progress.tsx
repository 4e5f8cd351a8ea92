import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import type { ImportRun } from './use-import.ts';

/** How far it is: counted by what the service has answered, not guessed. */
export function ImportProgress({ run, onStop }: { run: ImportRun; onStop: () => void }) {
  const { t } = useTranslation();
  const { pieces, done, file, report } = run;
  const total = file.places.length;
  const sent = pieces.slice(0, done).reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="flex flex-col items-start gap-4">
      <p role="status">
        {pieces.length > 1
          ? t('contacts.transfer.part', { part: done + 1, parts: pieces.length })
          : t('contacts.transfer.sending', { count: total })}
      </p>
      {pieces.length > 1 && (
        <progress
          aria-label={t('contacts.transfer.import')}
          max={total}
          value={sent}
          className="h-2 w-full appearance-none overflow-hidden rounded-chip bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        />
      )}
      <p className="text-13 text-muted tabular-nums">
        {t('contacts.transfer.so_far', { done: sent, total })}
        {report.refused_count > 0 && ` · ${t('contacts.transfer.refused_count', { count: report.refused_count })}`}
      </p>
      <Button onClick={onStop}>{t('contacts.transfer.stop')}</Button>
      <StillWorking key={done} isOn />
    </div>
  );
}
