import { AlertDialog } from '@base-ui/react/alert-dialog';
import { zodResolver } from '@hookform/resolvers/zod';
import type { NewInvitation } from '@portress/sdk';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { SelectField } from '../../../forms/select-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { popupLook, shadeLook } from '../../../ui/dialog-look.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { administration } from '../administration.ts';
import { roles } from '../read-search.ts';
import { RoleChoice } from '../role-choice.tsx';
import { lifetimes } from './lifetimes.ts';

/** Asks for whom and how long; the page shows the link, so that closing the dialog does not lose it. */
export function Invite({ onMade }: { onMade: (invitation: NewInvitation) => void }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <AlertDialog.Trigger render={<Button kind="main" />}>
        {t('administration.invitations.invite')}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={shadeLook} />
        <AlertDialog.Popup className={`${popupLook} max-w-[480px] flex flex-col gap-4`}>
          <AlertDialog.Title className="text-21 font-strong">
            {t('administration.invitations.invite')}
          </AlertDialog.Title>
          <AlertDialog.Description className="wordy">
            {t('administration.invitations.invite_about')}
          </AlertDialog.Description>
          <InviteForm
            onMade={(invitation) => {
              setIsOpen(false);
              onMade(invitation);
            }}
          />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

const fields = z.object({
  email: z.string().check(z.trim(), z.regex(/^$|^\S+@\S+$/, 'invalid_email')),
  role: z.enum(roles),
  expires_in: z.string(),
});

function InviteForm({ onMade }: { onMade: (invitation: NewInvitation) => void }) {
  const { t } = useTranslation();
  const fault = useFault();
  const form = useForm<z.infer<typeof fields>>({
    resolver: zodResolver(fields),
    defaultValues: { email: '', role: 'user', expires_in: String(lifetimes.week) },
  });
  const { errors } = form.formState;
  const { submit, isBusy, error, isWaiting, endWait } = useSubmit(form, async ({ email, role, expires_in }) => {
    onMade(await administration.invitations.create({ role, expires_in: Number(expires_in), ...(email && { email }) }));
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {error !== null && <ProblemNotice error={error} onWaitOver={endWait} />}
      <TextField
        {...form.register('email')}
        label={t('administration.email')}
        hint={t('administration.invitations.email_hint')}
        fault={
          errors.email?.message === 'email_taken'
            ? t('administration.invitations.email_taken')
            : fault(errors.email?.message)
        }
        isOptional
        type="email"
        autoComplete="off"
      />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => <RoleChoice value={field.value} onChoose={field.onChange} />}
      />
      <SelectField {...form.register('expires_in')} label={t('administration.invitations.lifetime')}>
        {Object.entries(lifetimes).map(([name, seconds]) => (
          <option key={name} value={seconds}>
            {t(`administration.invitations.lifetimes.${name as keyof typeof lifetimes}`)}
          </option>
        ))}
      </SelectField>
      <div className="flex flex-wrap justify-end gap-3 max-wide:*:grow">
        <AlertDialog.Close render={<Button />}>{t('common.cancel')}</AlertDialog.Close>
        <Button type="submit" kind="main" isBusy={isBusy} isBarred={isWaiting}>
          {t('administration.invitations.create')}
        </Button>
      </div>
      <StillWorking isOn={isBusy} />
    </form>
  );
}
