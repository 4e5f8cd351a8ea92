import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';

/** A drawn one is an SVG of the service's, or Gravatar's: there is nothing of the person's own to remove. */
export function hasOwnPicture({ avatar_url: address }: Account): boolean {
  const { hostname, pathname } = new URL(address);
  return !pathname.endsWith('.svg') && !/(?:^|\.)gravatar\.com$/.test(hostname);
}

interface RemovePictureProps {
  account: Account;
  onError: (error: unknown) => void;
  /** The button has gone; the focus needs a place. */
  onRemoved: () => void;
}

/** Removes the picture: with a way back where it can be kept for a moment, after a question where it can't. */
export function RemovePicture({ account, onError, onRemoved }: RemovePictureProps) {
  const { t } = useTranslation();
  const tell = useToast();
  const [isBusy, setIsBusy] = useState(false);
  // From another origin no script may read it.
  const canBeKept = new URL(account.avatar_url).origin === window.location.origin;

  async function remove(): Promise<void> {
    const before = canBeKept ? await keep(account.avatar_url) : null;
    rememberAccount(await portress.account.removeAvatar());
    const bringBack = () => {
      if (before) portress.account.setAvatar(before).then(rememberAccount, onError);
    };
    const undo = before ? { undo: { label: t('account_pages.picture.bring_back'), onUndo: bringBack } } : {};
    tell({ text: t('account_pages.picture.removed'), ...undo });
  }

  async function removeAtOnce(): Promise<void> {
    setIsBusy(true);
    onError(null);
    try {
      await remove();
      onRemoved();
    } catch (error) {
      onError(error);
    } finally {
      setIsBusy(false);
    }
  }

  if (canBeKept) {
    return (
      <Button isBusy={isBusy} aria-label={t('account_pages.picture.remove_named')} onClick={() => void removeAtOnce()}>
        {t('account_pages.picture.remove')}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      label={t('account_pages.picture.remove')}
      describedLabel={t('account_pages.picture.remove_named')}
      title={t('account_pages.picture.remove_title')}
      about={t('account_pages.picture.remove_about')}
      confirmLabel={t('account_pages.picture.remove')}
      onConfirm={remove}
      onConfirmed={onRemoved}
    />
  );
}

/** @returns null where it can't be read, which is no reason to leave it shown */
async function keep(address: string): Promise<Blob | null> {
  const answer = await fetch(address);
  return answer.ok ? answer.blob() : null;
}
