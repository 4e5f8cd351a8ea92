import type { Account } from '@portress/sdk';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FrameWidth } from '../../frame/frame.tsx';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Heading } from '../../ui/heading.tsx';

interface AdministratorsOnlyProps {
  title: string;
  width?: FrameWidth;
  children: (account: Account) => ReactNode;
}

/** Draws a page for administrators; everybody else reads why it is not for them. The service decides again. */
export function AdministratorsOnly({ title, width = 'table', children }: AdministratorsOnlyProps) {
  return (
    <SignedInOnly title={title} width={width}>
      {(account) => (account.role === 'admin' ? children(account) : <NotForYou account={account} />)}
    </SignedInOnly>
  );
}

function NotForYou({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex max-w-[680px] flex-col gap-2">
        <Heading>{t('administration.only.title')}</Heading>
        <p className="text-muted">
          {t('administration.only.about', { role: t(`administration.roles.${account.role}`) })}
        </p>
      </div>
      <div>
        <ButtonLink to="/">{t('not_found.home')}</ButtonLink>
      </div>
    </>
  );
}
