import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { DroppedFields } from './dropped-fields.tsx';
import { ImportFault } from './import-fault.tsx';
import { RefusedLines } from './refused-lines.tsx';
import type { ImportRun } from './use-import.ts';

interface ImportReportProps {
  run: ImportRun;
  onGoOn: () => void;
  onAnother: () => void;
}

/** What became of the file, or of as much of it as arrived. */
export function ImportReport({ run, onGoOn, onAnother }: ImportReportProps) {
  const { t } = useTranslation();
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => outcome.current?.focus(), []);
  const { phase, report, pieces, done } = run;
  const isWhole = phase === 'finished';
  const left = pieces.slice(done).reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="flex flex-col gap-6">
      <div ref={outcome} tabIndex={-1} role="status" className="flex flex-col gap-4 rounded-control outline-none">
        <Outcome run={run} />
        {!isWhole && done > 0 && <p>{t('contacts.transfer.saved_so_far', { count: left })}</p>}
      </div>
      <Counts run={run} />
      {report.refused.length > 0 && <RefusedLines report={report} fileName={run.file.file.name} />}
      {report.dropped.length > 0 && <DroppedFields report={report} />}
      <div className="flex flex-wrap gap-3">
        {!isWhole && (
          <Button kind="main" onClick={onGoOn}>
            {t(done > 0 ? 'contacts.transfer.go_on' : 'common.try_again')}
          </Button>
        )}
        <ButtonLink to="/contacts" kind={isWhole ? 'main' : 'plain'}>
          {t('contacts.detail.to_list')}
        </ButtonLink>
        <Button onClick={onAnother}>{t('contacts.transfer.another')}</Button>
      </div>
    </div>
  );
}

function Outcome({ run }: { run: ImportRun }): ReactNode {
  const { t } = useTranslation();
  const { phase, report, error, mode } = run;
  if (phase === 'halted') return <ImportFault error={error} />;
  if (phase === 'stopped') {
    return (
      <Notice tone="warning" title={t('contacts.transfer.stopped')}>
        <p>{t('contacts.transfer.stopped_about')}</p>
      </Notice>
    );
  }
  if (report.refused_count === 0) return <Notice tone="success">{t('contacts.transfer.all_taken')}</Notice>;
  return (
    <Notice
      tone="warning"
      title={t(mode === 'atomic' ? 'contacts.transfer.none_taken' : 'contacts.transfer.some_taken')}
    >
      <p>{t('contacts.transfer.mend')}</p>
    </Notice>
  );
}

function Counts({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const { created, updated, refused_count: refused, dropped_count: dropped } = run.report;
  const counts = { created, updated, refused, dropped };
  return (
    <dl className="grid grid-cols-2 gap-4 border-y border-line py-4 wide:grid-cols-4">
      {(['created', 'updated', 'refused', 'dropped'] as const).map((what) => (
        <div key={what} className="flex flex-col-reverse justify-end">
          <dt className="text-13 text-muted">{t(`contacts.transfer.counts.${what}`)}</dt>
          <dd className="text-21 font-strong tabular-nums">{counts[what]}</dd>
        </div>
      ))}
    </dl>
  );
}
