import type { AccountChanges } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rememberAccount } from '../../session/account.ts';
import { portress } from '../../session/portress.ts';
import { useToast } from '../../ui/toasts.tsx';

/**
 * Saves what the person has changed in a form of their account, and nothing else of it: another tab may have changed the
 * rest meanwhile. An emptied field clears what stood there.
 */
export function useSaveChanges() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tell = useToast();
  return async <Fields extends Partial<Record<keyof AccountChanges, string>>>(
    fields: Fields,
    changed: Partial<Record<keyof Fields, boolean>>,
  ): Promise<void> => {
    const sent = Object.entries<string | undefined>(fields)
      .filter(([name]) => changed[name as keyof Fields] === true)
      .map(([name, text = '']) => [name, text.trim() === '' ? null : text] as const);
    if (sent.length > 0) {
      rememberAccount(await portress.account.change(Object.fromEntries(sent)));
      tell({ text: t('account_pages.saved') });
    }
    await navigate({ to: '/account' });
  };
}
