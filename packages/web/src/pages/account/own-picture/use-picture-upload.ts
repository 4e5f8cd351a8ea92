import { PortressProblem } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import type { Area } from 'react-easy-crop';
import { useTranslation } from 'react-i18next';
import { useFault } from '../../../forms/use-fault.ts';
import { rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { cutPicture } from './cut-picture.ts';

/** Sends the chosen part; whatever goes wrong, it stays chosen. */
export function usePictureUpload() {
  const { t } = useTranslation();
  const fault = useFault();
  const navigate = useNavigate();
  const tell = useToast();
  const [isBusy, setIsBusy] = useState(false);
  const [isWaiting, setIsWaiting] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function upload(picture: HTMLImageElement, part: Area): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      rememberAccount(await portress.account.setAvatar(await cutPicture(picture, part)));
      tell({ text: t('account_pages.picture.saved') });
      await navigate({ to: '/account' });
    } catch (failure) {
      setError(failure);
      setIsWaiting(failure instanceof PortressProblem && (failure.retryAfterSeconds ?? 0) > 0);
    } finally {
      setIsBusy(false);
    }
  }

  return { upload, isBusy, isWaiting, endWait: () => setIsWaiting(false), error, words: wordsFor(error, t, fault) };
}

function wordsFor(error: unknown, t: TFunction, fault: ReturnType<typeof useFault>) {
  const refused = (why: 'too_large' | 'wrong_kind' | 'unreadable' | 'too_often') =>
    t(`account_pages.picture.refused.${why}`, { returnObjects: true });
  // Of this browser, not of the service: the picture can't be drawn.
  if (error instanceof TypeError) return refused('unreadable');
  if (!(error instanceof PortressProblem)) return undefined;
  if (error.code === 'payload_too_large') return refused('too_large');
  if (error.code === 'unsupported_media_type') return refused('wrong_kind');
  if (error.code === 'too_many_requests') return refused('too_often');
  if (error.code !== 'validation_failed') return undefined;
  const about = fault(error.errors[0]?.code) ?? refused('unreadable').about;
  return { title: t('account_pages.picture.refused.unfit.title'), about };
}
