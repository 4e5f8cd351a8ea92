import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { acceptedKinds, type PictureFault, readPicture } from './read-picture.ts';

interface ChoosePictureProps {
  label: string;
  onChoose: (picture: HTMLImageElement) => void;
  /** Nothing is chosen yet, so this is the page's one main action. */
  isFirst?: boolean;
}

/** A picture from a file: by the browser's dialog, or dropped here. */
export function ChoosePicture({ label, onChoose, isFirst = false }: ChoosePictureProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<PictureFault | 'several' | null>(null);
  useNoStrayDrop();

  async function take(files: FileList | null): Promise<void> {
    const [file] = files ?? [];
    if (!file) return;
    if (files && files.length > 1) return setFault('several');
    setFault(null);
    setIsBusy(true);
    const read = await readPicture(file);
    setIsBusy(false);
    if ('fault' in read) setFault(read.fault);
    else onChoose(read.picture);
  }

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files);
  };
  const told = fault && t(`account_pages.picture.refused.${fault}`, { returnObjects: true });
  return (
    <div className="flex min-w-0 grow basis-72 flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: who can't drag has the button. */}
      <div
        onDragOver={() => setIsOver(true)}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={`flex flex-col items-start gap-2 rounded-panel border border-dashed p-4 ${isOver ? 'border-accent bg-accent-soft' : 'border-control'}`}
      >
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button kind={isFirst ? 'main' : 'plain'} isBusy={isBusy} onClick={() => input.current?.click()}>
            {label}
          </Button>
          <span className="text-13 text-muted pointer-coarse:hidden">{t('account_pages.picture.drop')}</span>
        </div>
        <p className="text-13 text-muted">{t('account_pages.picture.limits')}</p>
        <input
          ref={input}
          type="file"
          accept={acceptedKinds}
          hidden
          aria-label={label}
          onChange={(event) => {
            void take(event.target.files);
            // The same file may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      <div role="alert">
        {told && (
          <Notice tone="danger" title={told.title}>
            <p>{told.about}</p>
          </Notice>
        )}
      </div>
    </div>
  );
}

/** A file dropped beside its place would make the browser leave the page for it. */
function useNoStrayDrop(): void {
  useEffect(() => {
    const stay = (event: Event) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
}
