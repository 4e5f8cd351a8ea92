import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Notice } from '../../../ui/notice.tsx';
import { useHistoryState } from '../../../ui/use-history-state.ts';

/** The first thing that somebody sees who has just deleted their account. */
export function Farewell() {
  const { t } = useTranslation();
  const { isAccountDeleted = false } = useHistoryState();
  const { mail } = publicSettings();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAccountDeleted) place.current?.focus();
  }, [isAccountDeleted]);
  if (!isAccountDeleted) return null;
  return (
    <div ref={place} tabIndex={-1} role="status" className="w-full rounded-control outline-none">
      <Notice tone="success" title={t('account_pages.deletion.gone')}>
        <p>{t(mail === 'off' ? 'account_pages.deletion.gone_about_no_mail' : 'account_pages.deletion.gone_about')}</p>
      </Notice>
    </div>
  );
}
