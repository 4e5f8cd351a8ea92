import { useTranslation } from 'react-i18next';
import { useAfter } from './use-after.ts';

const patienceMs = 5000;

/** Says so when something takes longer than anybody expects. The region is there from the start, to be announced. */
export function StillWorking({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation();
  const isLong = useAfter(patienceMs, isOn);
  return (
    <p role="status" className={isLong ? 'text-13 text-muted' : 'sr-only'}>
      {isLong ? t('common.still_working') : ''}
    </p>
  );
}
