import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberedWay } from '../../../return-to/remembered-way.ts';
import { portress } from '../../../session/portress.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { AddressConfirmed, PressToConfirm } from '../address-link.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';

/** Where the mail after a sign-up leads. */
export function VerifyEmailPage() {
  const { t } = useTranslation();
  const { sign_up_disclosure: disclosure } = publicSettings();
  const token = useTokenOfLink();
  const [confirmed, setConfirmed] = useState<Account | null>(null);
  const [isUsed, setIsUsed] = useState(false);
  if (confirmed) {
    const about = t('verify.done', { email: confirmed.email });
    const elsewhere = disclosure === 'conflict' ? t('verify.elsewhere') : undefined;
    return <AddressConfirmed title={t('verify.done_title')} about={about} account={confirmed} elsewhere={elsewhere} />;
  }
  if (isUsed) return <Used />;
  if (token === null) return <Missing />;
  return (
    <PressToConfirm
      words={{ title: t('verify.title'), about: t('verify.about'), submit: t('verify.submit') }}
      confirm={() => portress.verifyEmail({ token })}
      onConfirmed={setConfirmed}
      onRefused={(code) => {
        if (code !== 'invalid_token') return false;
        setIsUsed(true);
        return true;
      }}
    />
  );
}

function Used() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('verify.used_title')}</Heading>
      <p>{t('verify.used')}</p>
      <div className="flex flex-col gap-3">
        <ButtonLink to="/sign-in" search={rememberedWay()} kind="main" isWide>
          {t('verify.sign_in')}
        </ButtonLink>
        <ButtonLink to="/check-your-mail" search={rememberedWay()} isWide>
          {t('verify.again')}
        </ButtonLink>
      </div>
    </EntryPage>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('verify.missing_title')}</Heading>
      <p>{t('verify.missing')}</p>
      <ButtonLink to="/check-your-mail" search={rememberedWay()} kind="main" isWide>
        {t('verify.enter_code')}
      </ButtonLink>
    </EntryPage>
  );
}
