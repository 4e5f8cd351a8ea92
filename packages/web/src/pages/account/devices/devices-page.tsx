import type { Session } from '@portress/sdk';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { usePages } from '../../../session/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { MoreOfList } from '../../../ui/more-of-list.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Section } from '../../../ui/rows.tsx';
import { Device } from './device.tsx';
import { DevicesSkeleton } from './devices-skeleton.tsx';
import { EndSession } from './end-session.tsx';
import { sessionsQuery } from './sessions-query.ts';
import { SignOutEverywhereElse } from './sign-out-everywhere-else.tsx';

export function DevicesPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('devices.title')}>{() => <Devices />}</SignedInOnly>;
}

function Devices() {
  const { t } = useTranslation();
  const { items: sessions, error, retry, more, isBusyWithMore } = usePages(sessionsQuery);
  const lists = useRef<HTMLDivElement>(null);
  const [done, setDone] = useState<string | null>(null);
  const outcome = useRef<HTMLDivElement>(null);
  // The row whose button was pressed has gone, and the focus with it.
  useEffect(() => {
    if (sessions && done !== null && document.activeElement === document.body) outcome.current?.focus();
  }, [sessions, done]);
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('devices.title')}</Heading>
        <p className="text-muted">{t('devices.about')}</p>
        <div ref={outcome} tabIndex={-1} role="status" className="rounded-control not-empty:mt-4">
          {done !== null && <Notice tone="success">{done}</Notice>}
        </div>
      </div>
      {error !== null && (
        <>
          <ProblemNotice error={error} />
          <div>
            <Button onClick={retry}>{t('common.try_again')}</Button>
          </div>
        </>
      )}
      {error === null && !sessions && <DevicesSkeleton />}
      {sessions && (
        <div ref={lists} className="flex flex-col gap-8">
          <Lists sessions={sessions} onDone={setDone} />
        </div>
      )}
      <MoreOfList listRef={lists} count={sessions?.length ?? 0} more={more} isBusy={isBusyWithMore} />
      {sessions?.some((session) => !session.current) && <SignOutEverywhereElse onDone={setDone} />}
    </>
  );
}

function Lists({ sessions, onDone }: { sessions: Session[]; onDone: (done: string) => void }) {
  const { t } = useTranslation();
  const others = sessions.filter((session) => !session.current);
  return (
    <>
      <Section title={t('devices.this')}>
        <ul className="border-b border-line">
          {sessions
            .filter((session) => session.current)
            .map((session) => (
              <Device key={session.id} session={session} />
            ))}
        </ul>
      </Section>
      <Section title={t('devices.others')}>
        {others.length === 0 ? (
          <p className="border-y border-line py-4 text-muted">{t('devices.only')}</p>
        ) : (
          <ul className="border-b border-line">
            {others.map((session) => (
              <Device key={session.id} session={session} action={<EndSession session={session} onDone={onDone} />} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
