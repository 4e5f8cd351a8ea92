import { Combobox } from '@base-ui/react/combobox';
import type { Owner } from '@portress/sdk';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import type { ControllerRenderProps } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { FieldParts } from '../../../forms/field-parts.tsx';
import { Button } from '../../../ui/button.tsx';
import { nameOfOwner } from '../owners/name-of-owner.ts';
import { OwnerOptions } from './owner-options.tsx';
import { useOwnerSearch } from './use-owner-search.ts';

interface OwnerFieldProps {
  /** Only for the focus: what is shown is a name, and what is sent an id. */
  field: Pick<ControllerRenderProps, 'ref' | 'onBlur'>;
  owner: Owner | null;
  onChoose: (owner: Owner | null) => void;
  onNew: () => void;
  fault: string | undefined;
}

/** Whose the cat is: one of as many owners as there are, or one who is added meanwhile. */
export function OwnerField({ field, owner, onChoose, onNew, fault }: OwnerFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const search = useOwnerSearch(typed, isOpen);
  return (
    <FieldParts id={id} label={t('cattery.cats.owner')} hint={undefined} fault={fault} isOptional={false}>
      {(described) => (
        <div className="flex flex-wrap gap-2">
          <Combobox.Root<Owner>
            value={owner}
            onValueChange={onChoose}
            open={isOpen}
            onOpenChange={setIsOpen}
            inputValue={typed}
            onInputValueChange={setTyped}
            items={search.found}
            filteredItems={search.found}
            itemToStringLabel={nameOfOwner}
            isItemEqualToValue={(one, other) => one.id === other.id}
          >
            <Combobox.Trigger
              id={id}
              ref={field.ref}
              onBlur={field.onBlur}
              aria-invalid={fault ? true : undefined}
              aria-describedby={described}
              className={`flex min-h-10 min-w-0 grow basis-48 items-center gap-2 rounded-control border bg-surface px-3 text-left text-16 wide:text-15 pointer-coarse:min-h-11 ${fault ? 'border-danger' : 'border-control'}`}
            >
              <span className={`wordy grow ${owner ? '' : 'text-muted'}`}>
                {owner ? nameOfOwner(owner) : t('cattery.cats.owner_choose')}
              </span>
              <ChevronDown aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 text-muted" />
            </Combobox.Trigger>
            <OwnerOptions search={search} />
          </Combobox.Root>
          <Button onClick={onNew}>{t('cattery.owners.new')}</Button>
        </div>
      )}
    </FieldParts>
  );
}
