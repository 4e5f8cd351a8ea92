import type { NewInvitation } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pagesQuery, usePages } from '../../../session/use-pages.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { administration, administrationKey, readAnew } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { PagedTable } from '../paged-table.tsx';
import { useInvitationColumns } from './invitation-columns.tsx';
import { InvitationLink } from './invitation-link.tsx';
import { Invite } from './invite.tsx';

export function InvitationsPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.invitations')}>{() => <Invitations />}</AdministratorsOnly>;
}

const invitationsQuery = pagesQuery([administrationKey, 'invitations'], ({ signal, ...page }) =>
  administration.invitations.list(page, { signal }),
);

function Invitations() {
  const { t } = useTranslation();
  const pages = usePages(invitationsQuery);
  const columns = useInvitationColumns();
  const [made, setMade] = useState<NewInvitation | null>(null);
  const { sign_up: signUp } = publicSettings();
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="flex max-w-[680px] flex-col gap-2">
          <Heading>{t('nav.invitations')}</Heading>
          <p className="text-muted">{t('administration.invitations.about')}</p>
        </div>
        <Invite
          onMade={(invitation) => {
            setMade(invitation);
            void readAnew();
          }}
        />
      </div>
      {signUp === 'open' && <Notice tone="info">{t('administration.invitations.open')}</Notice>}
      {made && <InvitationLink key={made.id} invitation={made} />}
      <PagedTable
        label={t('nav.invitations')}
        pages={pages}
        columns={columns}
        isBroad
        idOf={(invitation) => invitation.id}
        empty={
          <Empty command="portress invitations create --email bob@example.com">
            {t('administration.invitations.empty')}
          </Empty>
        }
      />
    </>
  );
}
