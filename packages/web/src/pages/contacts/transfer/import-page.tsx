import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Section } from '../../../ui/rows.tsx';
import { BackToList } from '../detail/back-to-list.tsx';
import { ChooseFile } from './choose-file.tsx';
import { ExportLinks } from './export-links.tsx';
import { FilePreview } from './file-preview.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportReport } from './import-report.tsx';
import type { ChosenFile } from './read-file.ts';
import { useImport } from './use-import.ts';

/** Files of contacts, in and out. */
export function ImportPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('contacts.transfer.title')}>{() => <Transfer />}</SignedInOnly>;
}

function Transfer() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const { run, start, stop, goOn, forget } = useImport();
  const isSending = run?.phase === 'sending';
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: () => isSending });
  const another = () => {
    forget();
    setChosen(null);
  };
  return (
    <>
      <div className="flex flex-col gap-2">
        <BackToList />
        <Heading>{t('contacts.transfer.title')}</Heading>
      </div>
      <Section title={t('contacts.transfer.import')}>
        {!run && !chosen && <ChooseFile onChosen={setChosen} />}
        {!run && chosen && (
          <FilePreview chosen={chosen} onSend={(mode) => start(chosen, mode)} onAnother={() => setChosen(null)} />
        )}
        {run && isSending && <ImportProgress run={run} onStop={stop} />}
        {run && !isSending && <ImportReport run={run} onGoOn={goOn} onAnother={another} />}
      </Section>
      {!run && <ExportLinks />}
    </>
  );
}
