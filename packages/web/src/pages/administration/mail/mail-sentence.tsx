import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { healthQuery } from '../health-query.ts';
import { useHealthWords } from '../health-words.ts';

/** How it stands with the mail, in a sentence. */
export function MailSentence() {
  const { t } = useTranslation();
  const { mailWords } = useHealthWords();
  // Where there is no answer, the list below tells why.
  const { data } = useQuery(healthQuery);
  return (
    <div className="flex min-h-12 flex-col">
      {data && (
        <>
          <p className="text-17">{mailWords(data.mail)}</p>
          <p className="text-muted">{t(`administration.mail.by_${data.mail.by}`)}</p>
        </>
      )}
    </div>
  );
}
