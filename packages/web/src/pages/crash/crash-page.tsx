import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { EntryPage } from '../../ui/entry-page.tsx';
import { Heading } from '../../ui/heading.tsx';
import { Support } from '../../ui/support.tsx';

/** Where a fault of ours ends: what happened, what is kept, what to do. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <div role="alert" className="flex flex-col gap-6">
        <Heading>{t('crash.title')}</Heading>
        <p>{t('crash.about')}</p>
      </div>
      <Support />
      <Button kind="main" isWide onClick={() => window.location.reload()}>
        {t('crash.reload')}
      </Button>
    </EntryPage>
  );
}
