import type { SigningKey } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../../ui/chip.tsx';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { Column } from '../../../ui/table-parts.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { administration, administrationKey, readAnew } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { PagedTable } from '../paged-table.tsx';

export function SigningKeysPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.signing_keys')}>{() => <SigningKeys />}</AdministratorsOnly>;
}

function SigningKeys() {
  const { t } = useTranslation();
  const columns = useKeyColumns();
  const { data, error, refetch } = useQuery({
    queryKey: [administrationKey, 'signing-keys'],
    queryFn: ({ signal }) => administration.listSigningKeys({ signal }),
    meta: { personal: true },
  });
  const pages = { items: data?.items, error, retry: () => void refetch(), more: undefined, isBusyWithMore: false };
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="flex max-w-[680px] flex-col gap-2">
          <Heading>{t('nav.signing_keys')}</Heading>
          <p className="text-muted">{t('administration.keys.about')}</p>
        </div>
        <Rotate />
      </div>
      <PagedTable
        label={t('nav.signing_keys')}
        pages={{ ...pages, isOld: false }}
        columns={columns}
        idOf={(key) => key.kid}
        empty={<Empty>{t('administration.keys.empty')}</Empty>}
      />
      <p className="max-w-[680px] text-13 text-muted">
        {t('administration.keys.leaked')}{' '}
        <code className="wordy font-mono select-all">portress keys rotate --revoke-old</code>
      </p>
    </>
  );
}

function Rotate() {
  const { t } = useTranslation();
  const toast = useToast();
  return (
    <DeedDialog
      label={t('administration.keys.rotate')}
      title={t('administration.keys.rotate_title')}
      about={t('administration.keys.rotate_about')}
      confirmLabel={t('administration.keys.rotate')}
      onConfirm={async () => {
        await administration.rotateSigningKeys();
      }}
      onConfirmed={() => {
        toast({ text: t('administration.keys.rotated') });
        void readAnew();
      }}
    />
  );
}

function useKeyColumns(): Column<SigningKey>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'kid',
      head: t('administration.keys.kid'),
      part: 'title',
      cell: ({ kid }) => <span className="wordy font-mono text-13 select-all">{kid}</span>,
    },
    {
      key: 'algorithm',
      head: t('administration.keys.algorithm'),
      cell: ({ algorithm }) => <span className="font-mono text-13">{algorithm}</span>,
    },
    {
      key: 'state',
      head: t('administration.keys.state'),
      cell: ({ signs, retired_at: retired }) =>
        signs ? (
          <Chip tone="success">{t('administration.keys.signs')}</Chip>
        ) : (
          t(retired === null ? 'administration.keys.next' : 'administration.keys.retired')
        ),
    },
    { key: 'created', head: t('administration.created'), cell: ({ created_at: at }) => <Moment at={at} /> },
    {
      key: 'retired',
      head: t('administration.keys.retired_at'),
      cell: ({ retired_at: at }) => (at === null ? null : <Moment at={at} />),
    },
    {
      key: 'until',
      head: t('administration.keys.until'),
      cell: ({ expires_at: at }) => (at === null ? null : <Moment at={at} />),
    },
  ];
}
