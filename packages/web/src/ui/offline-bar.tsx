import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

function follow(notify: () => void) {
  window.addEventListener('online', notify);
  window.addEventListener('offline', notify);
  return () => {
    window.removeEventListener('online', notify);
    window.removeEventListener('offline', notify);
  };
}

/** A bar, never a block: what is on the page can still be read. */
export function OfflineBar() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(follow, () => navigator.onLine);
  return (
    <div role="status">
      {!isOnline && <p className="bg-warning-soft px-4 py-2 text-center text-13 text-warning">{t('common.offline')}</p>}
    </div>
  );
}
