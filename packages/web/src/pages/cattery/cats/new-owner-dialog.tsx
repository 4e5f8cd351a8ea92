import { Dialog } from '@base-ui/react/dialog';
import type { Owner } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { popupLook, shadeLook } from '../../../ui/dialog-look.ts';
import { NewOwnerForm } from '../owners/new-owner-form.tsx';

interface NewOwnerDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onMade: (owner: Owner) => void;
}

/** An owner added in the midst of a cat's form, which stays as it is behind. */
export function NewOwnerDialog({ isOpen, onClose, onMade }: NewOwnerDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={shadeLook} />
        <Dialog.Popup className={`${popupLook} max-w-[440px] flex flex-col gap-4`}>
          <Dialog.Title className="text-21 font-strong">{t('cattery.owners.new')}</Dialog.Title>
          <NewOwnerForm onMade={onMade} />
          <Dialog.Close render={<Button isWide />}>{t('common.cancel')}</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
