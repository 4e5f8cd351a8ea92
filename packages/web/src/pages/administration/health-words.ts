import type { ServiceHealth } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { useDurationWords } from './duration-words.ts';

/** How the service is, as one would say it. */
export function useHealthWords() {
  const { t } = useTranslation();
  const inWords = useDurationWords();

  function mailWords(mail: ServiceHealth['mail']): string {
    const { by, status, waiting, failed_within_a_day: failed, oldest_waiting_seconds: oldest } = mail;
    if (by === 'off') return t('administration.health.mail_off');
    return [
      t('administration.health.waiting', { count: waiting }),
      status === 'late' && oldest !== null && t('administration.health.mail_late', { duration: inWords(oldest) }),
      failed > 0 && t('administration.health.failed', { count: failed }),
    ]
      .filter(Boolean)
      .join(' ');
  }

  function isWell({ status, mail }: ServiceHealth): boolean {
    return status === 'ready' && mail.failed_within_a_day === 0;
  }

  /** "All well." only where it is. */
  function healthWords(health: ServiceHealth): string {
    const strained = health.load.status === 'late' && t('administration.health.strained');
    const unsaved = health.backup.status === 'late' && t('administration.health.backup_late');
    return [isWell(health) && t('administration.health.well'), strained, unsaved, mailWords(health.mail)]
      .filter(Boolean)
      .join(' ');
  }

  return { mailWords, healthWords, isWell };
}
