import { useTranslation } from 'react-i18next';

/** A fragment alone would be read against `<base>` and leave the page, so the focus is moved by hand. */
export function SkipLink() {
  const { t } = useTranslation();
  const skip = () => document.getElementById('main')?.focus();
  return (
    <button
      type="button"
      onClick={skip}
      className="sr-only z-10 rounded-control bg-raised px-4 py-2 text-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t('common.skip')}
    </button>
  );
}
