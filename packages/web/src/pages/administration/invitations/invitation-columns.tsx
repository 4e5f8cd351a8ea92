import type { Invitation } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../../ui/chip.tsx';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { Email } from '../../../ui/email.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { Column } from '../../../ui/table-parts.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { AccountLink } from '../account-link.tsx';
import { administration, readAnew } from '../administration.ts';
import { forgiveGone } from './forgive-gone.ts';

type State = 'waiting' | 'used' | 'expired';

/** Who is expected, who came, and what can still be taken back. */
export function useInvitationColumns(): Column<Invitation>[] {
  const { t } = useTranslation();
  const now = useNow(60);
  const stateOf = ({ accepted_at: accepted, expires_at: expires }: Invitation): State =>
    accepted !== null ? 'used' : new Date(expires) <= now ? 'expired' : 'waiting';
  return [
    {
      key: 'for',
      head: t('administration.invitations.for'),
      part: 'title',
      cell: ({ email }) => (email === null ? t('administration.invitations.anybody') : <Email address={email} />),
    },
    { key: 'role', head: t('administration.role'), cell: ({ role }) => t(`administration.roles.${role}`) },
    {
      key: 'state',
      head: t('administration.invitations.state'),
      cell: (invitation) => <StateChip state={stateOf(invitation)} />,
    },
    {
      key: 'until',
      head: t('administration.invitations.until'),
      cell: (invitation) => <Moment at={invitation.accepted_at ?? invitation.expires_at} />,
    },
    {
      key: 'who',
      head: t('administration.invitations.who_came'),
      className: 'max-w-44',
      cell: ({ account_id: id }) => (id === null ? null : <AccountLink id={id} />),
    },
    {
      key: 'by',
      head: t('administration.invitations.by'),
      className: 'max-w-44',
      cell: ({ invited_by: id }) =>
        id === null ? t('administration.invitations.command_line') : <AccountLink id={id} />,
    },
    {
      key: 'revoke',
      head: t('administration.invitations.revoke'),
      part: 'action',
      className: 'text-right',
      cell: (invitation) => (stateOf(invitation) === 'used' ? false : <Revoke invitation={invitation} />),
    },
  ];
}

function StateChip({ state }: { state: State }) {
  const { t } = useTranslation();
  const tone = { waiting: 'accent', used: 'success', expired: 'warning' } as const;
  return <Chip tone={tone[state]}>{t(`administration.invitations.states.${state}`)}</Chip>;
}

function Revoke({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const toast = useToast();
  const whose = invitation.email ?? t('administration.invitations.anybody');
  return (
    <DeedDialog
      kind="danger"
      isSmall
      label={t('administration.invitations.revoke')}
      describedLabel={t('administration.invitations.revoke_named', { whose })}
      title={t('administration.invitations.revoke_title')}
      about={t('administration.invitations.revoke_about')}
      confirmLabel={t('administration.invitations.revoke')}
      confirmKind="danger-main"
      onConfirm={() => forgiveGone(administration.invitations.revoke(invitation.id))}
      onConfirmed={() => {
        toast({ text: t('administration.invitations.revoked') });
        void readAnew();
      }}
    />
  );
}
