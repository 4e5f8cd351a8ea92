import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const undoMs = 8000;

/** Short words that go by themselves; whoever hovers or focuses them keeps them. F6 reaches them from the keyboard. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={undoMs}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-20 z-20 mx-auto flex max-w-[440px] flex-col gap-2 wide:right-6 wide:bottom-6 wide:left-auto wide:mx-0 wide:w-[400px]">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { t } = useTranslation();
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['down', 'right']}
      className="flex animate-appear items-center gap-3 rounded-control border border-line bg-raised py-2 pr-2 pl-4 shadow-floating"
    >
      <Toast.Content className="wordy flex grow flex-wrap items-center justify-between gap-x-3">
        <Toast.Description className="wordy" />
        <Toast.Action className="min-h-8 rounded-control px-3 font-medium text-accent hover:bg-sunken pointer-coarse:min-h-11" />
      </Toast.Content>
      <Toast.Close
        aria-label={t('common.close')}
        className="flex size-8 shrink-0 items-center justify-center rounded-control text-muted hover:text-text pointer-coarse:size-11"
      >
        <X aria-hidden="true" size={18} strokeWidth={1.75} />
      </Toast.Close>
    </Toast.Root>
  ));
}

/** Tells what was done, and for 8 seconds offers to undo it. */
export function useToast(): (told: { text: string; undo?: { label: string; onUndo: () => void } }) => void {
  const { add, close } = Toast.useToastManager();
  return ({ text, undo }) => {
    const id: string = add({
      description: text,
      ...(undo && {
        actionProps: {
          children: undo.label,
          onClick: () => {
            close(id);
            undo.onUndo();
          },
        },
      }),
    });
  };
}
