import { useTranslation } from 'react-i18next';
import { usePresence } from '../../session/account.ts';
import { Empty } from '../../ui/empty.tsx';

/** Nothing here yet; the button that adds the first stands above, and the command fills the whole cattery. */
export function SampleData({ children }: { children: string }) {
  const { t } = useTranslation();
  const account = usePresence().data?.account;
  return (
    <Empty
      action={<p className="text-13 text-muted">{t('cattery.samples')}</p>}
      {...(account && { command: `npm run portress -- sample-data --account ${account.email}` })}
    >
      {children}
    </Empty>
  );
}
