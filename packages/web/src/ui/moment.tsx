import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../language/speak.ts';
import { exactTime, relativeTime } from './time.ts';
import { useNow } from './use-now.ts';

/** When something was: in words up to a week, the exact time on hover. `at` is RFC 3339. */
export function Moment({ at }: { at: string }) {
  const { t } = useTranslation();
  const now = useNow(60);
  const then = new Date(at);
  return (
    <time dateTime={at} title={exactTime(then, spokenLanguage())}>
      {relativeTime(then, now, spokenLanguage()) ?? t('time.now')}
    </time>
  );
}
