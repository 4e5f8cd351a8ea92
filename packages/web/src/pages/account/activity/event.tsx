import type { Activity } from '@portress/sdk';
import {
  CircleUserRound,
  KeyRound,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  ShieldCheck,
  TriangleAlert,
  UserRoundPen,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { deviceOf } from '../../../ui/device-words.ts';
import { useEventWords } from '../../../ui/event-words.ts';
import { Moment } from '../../../ui/moment.tsx';
import { exactTime, timeOfDay } from '../../../ui/time.ts';

/** What deserves a second look. */
const worrying: ReadonlySet<Activity['type']> = new Set([
  'sign_in_failed',
  'sign_up_attempted',
  'reauthentication_failed',
  'password_disabled',
  'refresh_replayed',
]);

const icons: Partial<Record<Activity['type'], LucideIcon>> = {
  account_created: CircleUserRound,
  account_changed: UserRoundPen,
  email_change_requested: Mail,
  email_changed: Mail,
  email_verified: Mail,
  verification_requested: Mail,
  password_reset_requested: Mail,
  password_reset: KeyRound,
  password_changed: KeyRound,
  sign_in_succeeded: LogIn,
  session_revoked: LogOut,
  sessions_revoked: LogOut,
};

/** One thing that happened: what, by whom, from where, when. */
export function Event({ event, isToday }: { event: Activity; isToday: boolean }) {
  const { t } = useTranslation();
  const { titleOf, detailsOf } = useEventWords();
  const isWorrying = worrying.has(event.type);
  const Icon = isWorrying ? TriangleAlert : (icons[event.type] ?? ShieldCheck);
  const from = [t(`account_pages.activity.by.${whoDid(event)}`), deviceOf(event.user_agent, t), event.ip];
  const details = detailsOf(event);
  return (
    <li className="flex gap-4 border-t border-line py-3 outline-offset-0">
      <Icon
        aria-hidden="true"
        size={18}
        strokeWidth={1.75}
        className={`mt-[3px] shrink-0 ${isWorrying ? 'text-warning' : 'text-muted'}`}
      />
      <div className="wordy flex grow flex-wrap justify-between gap-x-4">
        <div className="wordy">
          <p className="font-medium">{titleOf(event)}</p>
          {details.length > 0 && <p className="text-13">{details.join(' · ')}</p>}
          <p className="text-13 text-muted">{from.filter(Boolean).join(' · ')}</p>
        </div>
        <p className="shrink-0 max-wide:w-full text-13 leading-6 text-muted tabular-nums">
          {isToday ? <Moment at={event.created_at} /> : <TimeOfDay at={event.created_at} />}
        </p>
      </div>
    </li>
  );
}

/** What anybody can cause who knows a name or an address, or has copied a token. */
const openToAnybody: ReadonlySet<Activity['type']> = new Set([
  'sign_in_failed',
  'sign_up_attempted',
  'verification_requested',
  'password_reset_requested',
  'password_disabled',
  'refresh_replayed',
]);

/** Whoever has the person's session, password or mailed link is the person. */
function whoDid({ by, type }: Activity): 'you' | 'somebody' | 'administrator' | 'service' {
  if (by !== 'request') return by;
  return openToAnybody.has(type) ? 'somebody' : 'you';
}

/** The day stands above. */
function TimeOfDay({ at }: { at: string }) {
  const then = new Date(at);
  return (
    <time dateTime={at} title={exactTime(then, spokenLanguage())}>
      {timeOfDay(then, spokenLanguage())}
    </time>
  );
}
