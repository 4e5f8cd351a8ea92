import { FileUp } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/notice.tsx';
import { type ChosenFile, readFile } from './read-file.ts';

const mostBytes = 100_000_000;
type Fault = 'not_contacts' | 'nobody' | 'too_large' | 'unread';

/** Chosen or dropped, a file is read here first; nothing is sent. */
export function ChooseFile({ onChosen }: { onChosen: (chosen: ChosenFile) => void }) {
  const { t } = useTranslation();
  const [fault, setFault] = useState<Fault | null>(null);
  const [isOver, setIsOver] = useState(false);

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const outcome = await look(file);
    if (typeof outcome === 'string') setFault(outcome);
    else onChosen(outcome);
  }

  const over = (event: DragEvent, isNow: boolean) => {
    event.preventDefault();
    setIsOver(isNow);
  };
  return (
    <div className="flex flex-col gap-4">
      <div role="alert" className="-mb-4 not-empty:mb-0">
        {fault && (
          <Notice tone="danger" title={t(`contacts.transfer.faults.${fault}.title`)}>
            <p>{t(`contacts.transfer.faults.${fault}.about`)}</p>
          </Notice>
        )}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop; the button in it does the same */}
      <div
        onDragOver={(event) => over(event, true)}
        onDragLeave={(event) => over(event, false)}
        onDrop={(event) => {
          over(event, false);
          void take(event.dataTransfer.files[0]);
        }}
        className={`flex flex-col items-start gap-4 rounded-panel border border-dashed p-6 ${isOver ? 'border-accent bg-accent-soft' : 'border-control'}`}
      >
        <p className="text-muted">{t('contacts.transfer.about')}</p>
        <label className="inline-flex min-h-10 cursor-pointer items-center gap-2 rounded-control bg-accent px-4 py-[7px] font-medium text-on-accent hover:bg-accent-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:min-h-11">
          <FileUp aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
          {t('contacts.transfer.choose')}
          <input
            type="file"
            accept=".vcf,.csv,.tsv,text/vcard,text/csv"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = '';
            }}
            className="sr-only"
          />
        </label>
        <p className="text-13 text-muted max-wide:hidden">{t('contacts.transfer.drop')}</p>
      </div>
    </div>
  );
}

async function look(file: File): Promise<ChosenFile | Fault> {
  if (file.size > mostBytes) return 'too_large';
  try {
    const chosen = await readFile(file);
    if (!chosen) return 'not_contacts';
    const isTable = chosen.type === 'text/csv';
    if (isTable && chosen.columns.every(({ field }) => field === null)) return 'not_contacts';
    return chosen.places.length === 0 ? 'nobody' : chosen;
  } catch {
    return 'unread';
  }
}
