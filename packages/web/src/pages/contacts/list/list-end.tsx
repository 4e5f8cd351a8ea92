import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { useAfter } from '../../../ui/use-after.ts';

interface ListEndProps {
  error: unknown;
  retry: () => void;
  isReading: boolean;
}

const calmMs = 200;

/** Below what has been read so far: more is coming, or why it is not. */
export function ListEnd({ error, retry, isReading }: ListEndProps) {
  const { t } = useTranslation();
  const isSlow = useAfter(calmMs, isReading);
  if (error !== null) {
    return (
      <div className="flex flex-col items-start gap-4 py-3">
        <ProblemNotice error={error} words={t('contacts.list.unread_more', { returnObjects: true })} />
        <Button onClick={retry}>{t('common.try_again')}</Button>
      </div>
    );
  }
  return (
    <div className="px-3">
      {isSlow && <p className="py-3 text-13 text-muted">{t('contacts.list.more')}</p>}
      <StillWorking isOn={isReading} />
    </div>
  );
}
