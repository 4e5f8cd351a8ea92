import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface DetailButtonProps {
  /** The id of what it shows and hides. */
  controls: string;
  isOpen: boolean;
  onPress: () => void;
}

/** Shows and hides what there is more about a row. */
export function DetailButton({ controls, isOpen, onPress }: DetailButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={isOpen ? controls : undefined}
      aria-label={t('table.details')}
      onClick={onPress}
      className="inline-flex size-8 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-text pointer-coarse:size-11"
    >
      <ChevronDown
        aria-hidden="true"
        size={18}
        strokeWidth={1.75}
        className={`transition-transform ${isOpen ? 'rotate-180' : ''}`}
      />
    </button>
  );
}
