import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadAnew } from '../../../lost-part/load-anew.ts';
import { isLostPart } from '../../../lost-part/note-lost-parts.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Support } from '../../../ui/support.tsx';

/** Where a fault of ours ends: what happened, what is kept, what to do. */
export function CrashPage({ error }: { error: unknown }): ReactNode {
  return isLostPart(error) ? <LostPart key={error.message} /> : <Crash what="crash" />;
}

/** The page comes by itself where a newer build is there. */
function LostPart() {
  const [isHopeless, setIsHopeless] = useState(false);
  useEffect(() => {
    void loadAnew().then((isOnItsWay) => setIsHopeless(!isOnItsWay));
  }, []);
  return isHopeless ? <Crash what="lost_part" /> : null;
}

function Crash({ what }: { what: 'crash' | 'lost_part' }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <div role="alert" className="flex flex-col gap-6">
        <Heading>{t(`${what}.title`)}</Heading>
        <p>{t(`${what}.about`)}</p>
      </div>
      {what === 'crash' && <Support />}
      <div className="flex flex-col gap-3">
        <Button kind="main" isWide onClick={() => window.location.reload()}>
          {t('crash.reload')}
        </Button>
        <ButtonLink to="/" isWide>
          {t('not_found.home')}
        </ButtonLink>
      </div>
    </EntryPage>
  );
}
