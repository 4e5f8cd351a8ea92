import { useTranslation } from 'react-i18next';
import { useListSearch } from '../list/list-search.ts';
import { useContactPages } from '../list/use-contact-pages.ts';

/** Beside the list, until somebody is chosen; where there is nobody to choose, nothing. */
export function NobodyChosen() {
  const { t } = useTranslation();
  const { contacts } = useContactPages(useListSearch());
  if (!contacts || contacts.length === 0) return null;
  return <p className="text-muted max-wide:hidden">{t('contacts.detail.nobody')}</p>;
}
