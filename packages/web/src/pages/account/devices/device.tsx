import type { Session } from '@portress/sdk';
import { Monitor, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { Chip } from '../../../ui/chip.tsx';
import { countryName } from '../../../ui/code-names.ts';
import { deviceName } from '../../../ui/device-words.ts';
import { Moment } from '../../../ui/moment.tsx';

/** One signed-in device: what it is, where, since when. */
export function Device({ session, action }: { session: Session; action?: ReactNode }) {
  const { t } = useTranslation();
  const Icon = isPhone(session) ? Smartphone : Monitor;
  const place = [session.country && countryName(session.country, spokenLanguage()), session.ip].filter(Boolean);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 border-t border-line py-4">
      <div className="flex min-w-0 grow basis-64 gap-4">
        <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="mt-[3px] shrink-0 text-muted" />
        <div className="wordy">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
            {deviceName(session.device_name, t)}
            {session.current && <Chip tone="accent">{t('devices.in_use')}</Chip>}
          </p>
          {place.length > 0 && <p className="text-13 text-muted">{place.join(' · ')}</p>}
          <p className="text-13 text-muted">
            {!session.current && (
              <>
                <Sentence phrase={t('devices.used', { when: '|' })} at={session.last_used_at} />
                <span aria-hidden="true" className="max-wide:hidden">
                  {' · '}
                </span>
              </>
            )}
            <Sentence phrase={t('devices.since', { when: '|' })} at={session.created_at} />
          </p>
        </div>
      </div>
      {action && <div className="max-wide:ml-[34px]">{action}</div>}
    </li>
  );
}

/** A phrase with a moment in it, wherever its language puts it. */
function Sentence({ phrase, at }: { phrase: string; at: string }) {
  const [before, after] = phrase.split('|');
  return (
    <span className="max-wide:block">
      {before}
      <Moment at={at} />
      {after}
    </span>
  );
}

function isPhone(session: Session): boolean {
  return /iphone|ipad|android|mobile/i.test(`${session.device_name ?? ''} ${session.user_agent ?? ''}`);
}
