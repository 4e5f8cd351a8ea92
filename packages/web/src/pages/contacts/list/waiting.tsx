import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCountdown } from '../../../ui/use-countdown.ts';

/** The service has asked for a pause; the list comes by itself when it is over. */
export function Waiting({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const [left, start] = useCountdown(seconds);
  useEffect(() => start(seconds), [seconds, start]);
  return (
    <div role="status" className="mb-2 rounded-control bg-warning-soft px-3 py-2 text-13">
      <span className="sr-only">{t('contacts.list.waiting', { count: seconds })}</span>
      <span aria-hidden="true" className="tabular-nums">
        {t('contacts.list.waiting', { count: Math.max(left, 1) })}
      </span>
    </div>
  );
}
