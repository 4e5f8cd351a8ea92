import { Combobox } from '@base-ui/react/combobox';
import type { Owner } from '@portress/sdk';
import { Check } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { nameOfOwner } from '../owners/name-of-owner.ts';
import type { OwnerSearch } from './use-owner-search.ts';

/** The owners that fit, and how far the search has come. */
export function OwnerOptions({ search: { found, isBusy, error, more } }: { search: OwnerSearch }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const isNothing = found.length === 0 && !isBusy && error === null;
  // The button goes while further pages are read, and the focus would go with it.
  const goOn = () => {
    input.current?.focus();
    more?.();
  };
  return (
    <Combobox.Portal>
      <Combobox.Positioner align="start" sideOffset={4} className="z-20">
        <Combobox.Popup
          aria-label={t('cattery.cats.owner')}
          className="flex max-h-[min(22rem,var(--available-height))] w-[max(var(--anchor-width),20rem)] max-w-(--available-width) flex-col rounded-control border border-line bg-raised shadow-floating"
        >
          <div className="border-b border-line p-2">
            <Combobox.Input
              ref={input}
              aria-label={t('cattery.cats.owner_search')}
              placeholder={t('cattery.cats.owner_search')}
              autoComplete="off"
              spellCheck={false}
              className="min-h-10 w-full rounded-control border border-control bg-surface px-3 text-16 placeholder:text-muted wide:text-15 pointer-coarse:min-h-11"
            />
          </div>
          <div className="relative min-h-0 overflow-y-auto py-1">
            <Combobox.List>
              {(owner: Owner) => (
                <Combobox.Item
                  key={owner.id}
                  value={owner}
                  className="flex min-h-10 cursor-default items-center gap-2 px-3 py-1 data-highlighted:bg-sunken pointer-coarse:min-h-11"
                >
                  <span className="wordy grow">
                    <span className="block">{nameOfOwner(owner)}</span>
                    {owner.name !== null && <span className="block text-13 text-muted">{owner.email}</span>}
                  </span>
                  <Combobox.ItemIndicator>
                    <Check aria-hidden="true" size={18} strokeWidth={1.75} className="text-accent" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
            <Combobox.Status className="px-3 text-13 text-muted not-empty:py-2">
              {isBusy && t('common.loading')}
              {isNothing && t(more ? 'cattery.cats.owner_not_yet' : 'cattery.cats.owner_none')}
            </Combobox.Status>
            {error !== null && <ProblemNotice error={error} />}
            {more && (
              <div className="px-1">
                <Button kind="quiet" isWide onClick={goOn}>
                  {error === null ? t('cattery.cats.owner_more') : t('common.try_again')}
                </Button>
              </div>
            )}
          </div>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}
