import type { NewInvitation } from '@portress/sdk';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';

/** The link of a new invitation, this once: to copy, and to select where the browser copies nothing. */
export function InvitationLink({ invitation }: { invitation: NewInvitation }) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'selected' | null>(null);
  useEffect(() => panel.current?.focus(), []);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(invitation.url);
      setOutcome('copied');
    } catch {
      // Without https, or without leave, there is no clipboard.
      field.current?.focus();
      field.current?.select();
      setOutcome('selected');
    }
  }

  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      className="flex flex-col gap-3 rounded-panel bg-success-soft p-4 wide:p-6"
    >
      <h2 id={`${id}-title`} className="text-17 font-strong">
        {t('administration.invitations.made')}
      </h2>
      <p className="wordy">
        {invitation.email === null
          ? t('administration.invitations.once')
          : `${t(`administration.invitations.${invitation.mailed ? 'mailed' : 'not_mailed'}`, { email: invitation.email })} ${t('administration.invitations.once_for_email')}`}
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <div className="flex min-w-0 grow basis-80 flex-col gap-1">
          <label htmlFor={id} className="font-medium">
            {t('administration.invitations.link')}
          </label>
          <input
            ref={field}
            id={id}
            readOnly
            value={invitation.url}
            onFocus={(event) => event.target.select()}
            className="min-h-10 w-full min-w-0 rounded-control border border-control bg-surface px-3 font-mono text-13 pointer-coarse:min-h-11"
          />
        </div>
        <Button onClick={() => void copy()}>{t('administration.invitations.copy')}</Button>
      </div>
      <p role="status" className="-mt-3 text-13 not-empty:mt-0">
        {outcome && t(`administration.invitations.${outcome}`)}
      </p>
    </section>
  );
}
