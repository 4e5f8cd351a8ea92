import { PortressProblem } from '@portress/sdk';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../settings/public-settings.ts';
import { Notice } from './notice.tsx';
import { useCountdown } from './use-countdown.ts';

interface ProblemNoticeProps {
  error: unknown;
  /** Where the page knows better than the code what has happened. */
  words?: { title: string; about: string } | undefined;
  /** Called when the wait that the service asked for is over. */
  onWaitOver?: () => void;
}

/** What happened, what is kept, what to do, and the request's id for whoever has to look it up. */
export function ProblemNotice({ error, words, onWaitOver }: ProblemNoticeProps) {
  const { t } = useTranslation();
  const { support_email: support } = publicSettings();
  const problem = error instanceof PortressProblem ? error : null;
  const said = words ?? t(`problems.${problem?.code ?? 'unreachable'}`, { returnObjects: true });
  const wait = problem?.retryAfterSeconds ?? 0;
  const isOurs = problem !== null && problem.status >= 500;
  return (
    <div role="alert">
      <Notice tone={wait > 0 ? 'warning' : 'danger'} title={said.title}>
        <p>{said.about}</p>
        {wait > 0 && <Wait key={String(problem?.requestId)} seconds={wait} onOver={onWaitOver} />}
        {isOurs && support && <p>{t('common.support', { email: support })}</p>}
        {problem?.requestId && (
          <p className="mt-1 text-12 text-muted">
            {t('common.request')} <span className="font-mono select-all">{problem.requestId}</span>
          </p>
        )}
      </Notice>
    </div>
  );
}

/** Counted down for the eye; a screen reader hears the first number and the end, not every second. */
function Wait({ seconds, onOver }: { seconds: number; onOver?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const [left] = useCountdown(seconds);
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) onOver?.();
  }, [isOver, onOver]);
  const say = (count: number) =>
    count > 90 ? t('wait.minutes', { count: Math.ceil(count / 60) }) : t('wait.after', { count });
  return (
    <>
      <p aria-hidden="true" className="tabular-nums">
        {isOver ? t('wait.over') : say(left)}
      </p>
      <p className="sr-only">{isOver ? t('wait.over') : say(seconds)}</p>
    </>
  );
}
