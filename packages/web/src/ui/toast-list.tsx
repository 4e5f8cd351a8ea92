import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Told, takeTold, useTold } from './told.ts';

const undoMs = 8000;

/** What has been told and is still to be read, above everything else on the page. */
export function ToastList() {
  const { t } = useTranslation();
  return (
    <Toast.Provider timeout={undoMs}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t('toasts.title')}
          className="fixed inset-x-4 bottom-20 z-20 mx-auto flex max-w-[440px] flex-col gap-2 wide:right-6 wide:bottom-6 wide:left-auto wide:mx-0 wide:w-[400px]"
        >
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { t } = useTranslation();
  const { toasts, add, close } = Toast.useToastManager();
  const told = useTold();
  useEffect(() => {
    if (told.length > 0) for (const one of takeTold()) show(one, add, close);
  }, [told, add, close]);
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

type Manager = ReturnType<typeof Toast.useToastManager>;

function show({ text, undo }: Told, add: Manager['add'], close: Manager['close']): void {
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
}
