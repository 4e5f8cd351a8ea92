import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { useCountdown } from '../../../ui/use-countdown.ts';

/** Mail takes a moment; five an hour to one address is all that the service sends. */
const waitSeconds = 60;

interface ResendMailProps {
  isMailSent: boolean;
  /** `null` when there is no address to send to; the field says so itself. */
  readEmail: () => Promise<string | null>;
}

export function ResendMail({ isMailSent, readEmail }: ResendMailProps) {
  const { t } = useTranslation();
  const [left, startWait] = useCountdown(isMailSent ? waitSeconds : 0);
  const [state, setState] = useState<'ready' | 'busy' | 'sent'>('ready');
  const [error, setError] = useState<unknown>(null);

  async function resend(): Promise<void> {
    const email = await readEmail();
    if (email === null) return;
    setState('busy');
    setError(null);
    try {
      await portress.requestVerification(email.trim());
      setState('sent');
      startWait(waitSeconds);
    } catch (failure) {
      setState('ready');
      setError(failure);
    }
  }

  return (
    <div className="flex flex-col gap-4">
      {error !== null && <ProblemNotice error={error} />}
      <div role="status">{state === 'sent' && <Notice tone="success">{t('check_mail.resent')}</Notice>}</div>
      <Button isWide isBusy={state === 'busy'} isBarred={left > 0} onClick={() => void resend()}>
        <span className="tabular-nums">
          {left > 0 ? t('check_mail.resend_wait', { count: left }) : t('check_mail.resend')}
        </span>
      </Button>
      <StillWorking isOn={state === 'busy'} />
    </div>
  );
}
