import { useTranslation } from 'react-i18next';
import { useReach } from '../session/use-reach.ts';

/** A bar, never a block: what is on the page can still be read. */
export function OfflineBar() {
  const { t } = useTranslation();
  const reach = useReach();
  const words = { offline: t('common.offline'), unreachable: t('common.unreachable'), reached: null }[reach];
  return (
    <div role="status">
      {words && <p className="bg-warning-soft px-4 py-2 text-center text-13 text-warning">{words}</p>}
    </div>
  );
}
