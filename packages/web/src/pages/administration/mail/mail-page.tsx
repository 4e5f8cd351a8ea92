import { useTranslation } from 'react-i18next';
import { pagesQuery, usePages } from '../../../session/use-pages.ts';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { administration, administrationKey } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { refreshMs } from '../health-query.ts';
import { PagedTable } from '../paged-table.tsx';
import { useMailColumns } from './mail-columns.tsx';
import { MailSentence } from './mail-sentence.tsx';

export function MailPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.mail')}>{() => <MailQueue />}</AdministratorsOnly>;
}

const mailQuery = pagesQuery([administrationKey, 'mail'], ({ signal, ...page }) =>
  administration.listOutbox(page, { signal }),
);

function MailQueue() {
  const { t } = useTranslation();
  const pages = usePages({ ...mailQuery, refetchInterval: refreshMs });
  const columns = useMailColumns();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('nav.mail')}</Heading>
        <MailSentence />
      </div>
      <PagedTable
        label={t('nav.mail')}
        pages={pages}
        columns={columns}
        isBroad
        idOf={(mail) => mail.id}
        empty={<Empty>{t('administration.mail.empty')}</Empty>}
      />
    </>
  );
}
