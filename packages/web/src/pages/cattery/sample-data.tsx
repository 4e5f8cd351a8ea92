import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePresence } from '../../session/account.ts';
import { Empty } from '../../ui/empty.tsx';

/** Nothing here yet; the first can be added, and the command fills the whole cattery. */
export function SampleData({ children, action }: { children: string; action: ReactNode }) {
  const { t } = useTranslation();
  const account = usePresence().data?.account;
  return (
    <Empty
      action={
        <>
          {action}
          <p className="text-13 text-muted">{t('cattery.samples')}</p>
        </>
      }
      {...(account && { command: `npm run portress -- sample-data --account ${account.email}` })}
    >
      {children}
    </Empty>
  );
}
