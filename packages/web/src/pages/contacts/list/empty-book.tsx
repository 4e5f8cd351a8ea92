import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';

/** Nobody is in the book yet. */
export function EmptyBook({ email }: { email: string }) {
  const { t } = useTranslation();
  return (
    <Empty
      command={`npm run portress -- sample-data --account ${email}`}
      action={
        <div className="flex flex-wrap gap-3">
          <ButtonLink to="/contacts/new" kind="main">
            {t('contacts.add')}
          </ButtonLink>
          <ButtonLink to="/contacts/import">{t('contacts.list.import')}</ButtonLink>
        </div>
      }
    >
      {t('contacts.list.empty')}
    </Empty>
  );
}
