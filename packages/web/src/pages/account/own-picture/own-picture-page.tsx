import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ChoosePicture } from './choose-picture.tsx';
import { CropPicture } from './crop-picture.tsx';

export function OwnPicturePage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('account_pages.picture.title')}>
      {(account) => <OwnPicture account={account} />}
    </SignedInOnly>
  );
}

function OwnPicture({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [picture, setPicture] = useState<HTMLImageElement | null>(null);
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('account_pages.picture.title')}</Heading>
        <p className="text-muted">{t('account_pages.picture.about')}</p>
      </div>
      {picture ? (
        // Another picture begins in its middle.
        <CropPicture key={picture.src} picture={picture} onChoose={setPicture} />
      ) : (
        <div className="flex flex-wrap items-center gap-6">
          <Avatar account={account} size={96} alt={t('account_pages.picture.present')} />
          <ChoosePicture label={t('account_pages.picture.choose')} onChoose={setPicture} isFirst />
        </div>
      )}
    </>
  );
}
