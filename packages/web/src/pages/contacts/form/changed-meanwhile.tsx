import type { Contact } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { fullName } from '../contact-name.ts';
import { ContactFacts } from '../detail/contact-facts.tsx';

interface ChangedMeanwhileProps {
  /** As it is kept at this moment. */
  now: Contact;
  onSaveOver: () => void;
}

/** Another tab or device was quicker: shows what is there now, beside what was typed here. */
export function ChangedMeanwhile({ now, onSaveOver }: ChangedMeanwhileProps) {
  const { t } = useTranslation();
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <div role="alert">
        <Notice tone="warning" title={t('contacts.form.changed')}>
          <p>{t('contacts.form.changed_about')}</p>
        </Notice>
      </div>
      {isShown && (
        <section aria-label={t('contacts.form.is_now')} className="flex flex-col gap-2">
          <p className="text-13 text-muted">{t('contacts.form.is_now')}</p>
          <p className="font-strong">
            {fullName(now)}
            {now.favorite && <span className="font-plain text-muted"> · {t('contacts.favorite')}</span>}
          </p>
          <ContactFacts contact={now} />
        </section>
      )}
      <div className="flex flex-wrap gap-3">
        <Button aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
          {t('contacts.form.show_now')}
        </Button>
        <Button onClick={onSaveOver}>{t('contacts.form.save_over')}</Button>
      </div>
    </div>
  );
}
