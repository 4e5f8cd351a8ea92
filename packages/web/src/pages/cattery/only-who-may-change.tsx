import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.tsx';
import { PaneTitle } from './pane-title.tsx';
import { useMay } from './use-may.ts';

/** A form that is open stays, with what was typed, also when the role is taken away; the service says no to it. */
export function OnlyWhoMayChange({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [isOpen] = useState(useMay().change);
  if (isOpen) return children;
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{t('cattery.read_only')}</PaneTitle>
      <Notice tone="info">{t('cattery.read_only_about')}</Notice>
    </div>
  );
}
