import type { Account } from '@portress/sdk';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.tsx';
import { ButtonLink } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Row } from '../../../ui/rows.tsx';
import { hasOwnPicture, RemovePicture } from '../own-picture/remove-picture.tsx';

export function PictureRow({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const actions = useRef<HTMLSpanElement>(null);
  return (
    <Row
      label={t('account_pages.picture.label')}
      action={
        <span ref={actions} className="flex flex-wrap gap-2">
          <ButtonLink to="/account/picture">{t('account_pages.picture.change')}</ButtonLink>
          {hasOwnPicture(account) && (
            <RemovePicture
              account={account}
              onError={setError}
              onRemoved={() => actions.current?.querySelector('a')?.focus()}
            />
          )}
        </span>
      }
    >
      <Avatar account={account} size={64} alt={t('account_pages.picture.yours')} />
      {error !== null && <ProblemNotice error={error} />}
    </Row>
  );
}
