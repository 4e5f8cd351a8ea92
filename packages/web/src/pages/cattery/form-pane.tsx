import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../ui/button.tsx';
import { PaneTitle } from './pane-title.tsx';

interface FormPaneProps {
  title: string;
  /** Where giving up leads. */
  cancel: Pick<LinkProps, 'to' | 'params' | 'search'>;
  children: ReactNode;
}

export function FormPane({ title, cancel, children }: FormPaneProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{title}</PaneTitle>
      {children}
      <div className="-mt-3 max-w-[400px]">
        <ButtonLink {...cancel} kind="quiet" isWide>
          {t('common.cancel')}
        </ButtonLink>
      </div>
    </div>
  );
}
