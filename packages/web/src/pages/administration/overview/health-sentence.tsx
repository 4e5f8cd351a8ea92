import type { ServiceHealth } from '@portress/sdk';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useHealthWords } from '../health-words.ts';

/** How the service is, in a sentence; told to a screen reader when it becomes another one. */
export function HealthSentence({ health, isOld }: { health: ServiceHealth; isOld: boolean }) {
  const { t } = useTranslation();
  const { healthWords, isWell } = useHealthWords();
  const isFine = isWell(health) && !isOld;
  const Icon = isFine ? CircleCheck : TriangleAlert;
  return (
    <p role="status" className="flex items-start gap-3 text-21">
      <Icon
        aria-hidden="true"
        size={22}
        strokeWidth={1.75}
        className={`mt-[3px] shrink-0 ${isFine ? 'text-success' : 'text-warning'}`}
      />
      <span className="wordy">{isOld ? t('administration.health.old') : healthWords(health)}</span>
    </p>
  );
}
