import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { StillWorking } from '../ui/still-working.tsx';

/** In the rail; what goes wrong is told on the page, where there is room for it. */
export function SignOutButton({ isBusy, onPress }: { isBusy: boolean; onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <button
        type="button"
        onClick={onPress}
        aria-disabled={isBusy || undefined}
        className="flex min-h-10 items-center gap-3 rounded-control px-3 text-muted transition-colors hover:bg-sunken hover:text-text aria-disabled:opacity-60 pointer-coarse:min-h-11"
      >
        <LogOut aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
        {t('nav.sign_out')}
      </button>
      <StillWorking isOn={isBusy} />
    </>
  );
}
