import type { Contact } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Email } from '../../../ui/email.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { BirthdayText } from '../birthdays/birthday-text.tsx';

/** The fields that are filled in; what is empty takes no room. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { email, phone, phone_formatted: formatted, birthday, notes } = contact;
  return (
    <Rows>
      {phone !== null && (
        <Row label={t('contacts.fields.phone')}>
          <a href={`tel:${phone}`} className="text-link tabular-nums">
            {formatted ?? phone}
          </a>
        </Row>
      )}
      {email !== null && (
        <Row label={t('contacts.fields.email')}>
          <a href={`mailto:${encodeURI(email)}`} className="text-link">
            <Email address={email} />
          </a>
        </Row>
      )}
      {birthday !== null && (
        <Row label={t('contacts.fields.birthday')}>
          <BirthdayText birthday={birthday} />
        </Row>
      )}
      {notes !== null && (
        <Row label={t('contacts.fields.notes')}>
          <span className="wordy whitespace-pre-wrap">{notes}</span>
        </Row>
      )}
      <Row label={t('contacts.fields.changed')}>
        <span className="text-muted">
          <Moment at={contact.updated_at} />
        </span>
      </Row>
    </Rows>
  );
}
