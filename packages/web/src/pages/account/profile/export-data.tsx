import { PortressProblem } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';

/** A big address book is read in pages, and takes its time. */
const patienceSeconds = 300;

/**
 * Everything that is kept about the person, as a file. It is asked for by the client and not by a link: a link knows
 * neither how to renew a session nor how to say what went wrong.
 */
export function ExportData({ label }: { label: string }) {
  const { t } = useTranslation();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState<string | null>(null);

  async function download(): Promise<void> {
    setIsBusy(true);
    setError(null);
    setSaved(null);
    try {
      const data = await portress.call('get', '/api/account/export', { timeoutSeconds: patienceSeconds });
      const file = `portress-account-${data.exported_at.slice(0, 10)}.json`;
      saveAs(file, JSON.stringify(data, null, 2));
      setSaved(file);
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  const isTooOften = error instanceof PortressProblem && error.code === 'too_many_requests';
  const words = isTooOften ? t('account_pages.export.too_often', { returnObjects: true }) : undefined;
  return (
    <div className="flex flex-col items-start">
      <div className="not-empty:mb-3">{error !== null && <ProblemNotice error={error} words={words} />}</div>
      <Button isBusy={isBusy} onClick={() => void download()}>
        {label}
      </Button>
      <p role="status" className="wordy text-13 text-muted not-empty:mt-2">
        {saved !== null && t('account_pages.export.done', { file: saved })}
      </p>
      <StillWorking isOn={isBusy} />
    </div>
  );
}

function saveAs(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers read the file only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
