import type { ServiceHealth } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { Row, Rows, Section } from '../../../ui/rows.tsx';
import { useDurationWords } from '../duration-words.ts';

const databases = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** The figures behind the sentence, of the node that answered. */
export function HealthNumbers({ health }: { health: ServiceHealth }) {
  const { t } = useTranslation();
  const inWords = useDurationWords();
  const milliseconds = (value: number) =>
    new Intl.NumberFormat(spokenLanguage(), {
      style: 'unit',
      unit: 'millisecond',
      maximumFractionDigits: 2,
    }).format(value);
  const { database, mail, load, backup } = health;
  return (
    <Section title={t('administration.overview.service')}>
      <Rows>
        <Row label={t('administration.overview.version')}>
          <span className="font-mono text-13">{health.version}</span>
        </Row>
        <Row label={t('administration.overview.uptime')}>{inWords(health.uptime_seconds)}</Row>
        <Row label={t('administration.overview.database')}>
          {databases[database.kind]}
          <span className="text-muted tabular-nums">
            {t('administration.overview.answers_in', { duration: milliseconds(database.answer_milliseconds) })}
          </span>
        </Row>
        <Row
          label={t('nav.mail')}
          action={<Onward to="/administration/mail" word={t('administration.overview.queue')} />}
        >
          {t(`administration.overview.mail_by.${mail.by}`)}
        </Row>
        {backup.status !== 'off' && (
          <Row label={t('administration.overview.backup')}>
            {backup.age_seconds === null
              ? t('administration.overview.no_backup')
              : t('administration.overview.backup_age', { duration: inWords(backup.age_seconds) })}
          </Row>
        )}
        <Row label={t('administration.overview.delay')}>
          <span className="tabular-nums">{milliseconds(load.event_loop_delay_milliseconds)}</span>
        </Row>
        <Row
          label={t('administration.overview.signing_key')}
          action={<Onward to="/administration/signing-keys" word={t('administration.overview.keys')} />}
        >
          {t('administration.overview.key_age', { duration: inWords(health.signing_key.age_seconds) })}
        </Row>
      </Rows>
    </Section>
  );
}

function Onward({ to, word }: { to: '/administration/mail' | '/administration/signing-keys'; word: string }) {
  return (
    <Link to={to} className="text-link">
      {word}
    </Link>
  );
}
