import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { healthQuery } from '../health-query.ts';
import { useHealthWords } from '../health-words.ts';

/** How it stands with the mail, in a sentence. */
export function MailSentence() {
  const { t } = useTranslation();
  const { mailWords } = useHealthWords();
  const { data, error } = useQuery(healthQuery);
  if (error && !data) return <ProblemNotice error={error} />;
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
