import { BookOpen, Compass, FileJson2, Inbox } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ServiceLinkRow } from '../../../ui/link-row.tsx';
import { Section } from '../../../ui/rows.tsx';

/** What this service shows to whoever builds on it; each only where the operator has switched it on. */
export function DeveloperLinks() {
  const { t } = useTranslation();
  const { documentation: hasGuides, api_reference: hasReference, dev_inbox: hasInbox } = publicSettings();
  if (!hasGuides && !hasReference && !hasInbox) return null;
  return (
    <Section title={t('home.for_developers')}>
      <ul className="border-b border-line">
        {hasGuides && (
          <ServiceLinkRow href="guides/" Icon={Compass} title={t('home.guides')} about={t('home.guides_about')} />
        )}
        {hasReference && (
          <>
            <ServiceLinkRow href="docs" Icon={BookOpen} title={t('home.reference')} about={t('home.reference_about')} />
            <ServiceLinkRow
              href="openapi.json"
              Icon={FileJson2}
              title={t('home.document')}
              about={t('home.document_about')}
            />
          </>
        )}
        {hasInbox && (
          <ServiceLinkRow href="dev/inbox" Icon={Inbox} title={t('home.inbox')} about={t('home.inbox_about')} />
        )}
      </ul>
    </Section>
  );
}
