import { Combobox } from '@base-ui/react/combobox';
import type { Owner } from '@portress/sdk';
import { ChevronDown } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { ControllerRenderProps } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { FieldParts } from '../../../forms/field-parts.tsx';
import { Button } from '../../../ui/button.tsx';
import { nameOfOwner } from '../owners/name-of-owner.ts';
import { OwnerOptions } from './owner-options.tsx';
import { useOwnerSearch } from './use-owner-search.ts';

interface OwnerFieldProps {
  /** Only for the focus: what stands in the field is a name, and what is sent an id. */
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
  const anchor = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  // What stands in the field is the chosen owner until something else is typed.
  const query = owner && typed === nameOfOwner(owner) ? '' : typed;
  const search = useOwnerSearch(query, isOpen);
  return (
    <FieldParts id={id} label={t('cattery.cats.owner')} hint={undefined} fault={fault} isOptional={false}>
      {(described) => (
        <div className="flex flex-wrap gap-2">
          <Combobox.Root<Owner>
            value={owner}
            onValueChange={onChoose}
            open={isOpen}
            onOpenChange={setIsOpen}
            onInputValueChange={setTyped}
            filteredItems={search.found}
            items={search.found}
            itemToStringLabel={nameOfOwner}
            isItemEqualToValue={(one, other) => one.id === other.id}
          >
            <Combobox.InputGroup
              ref={anchor}
              className={`flex min-h-10 min-w-0 grow basis-48 items-stretch rounded-control border bg-surface has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent pointer-coarse:min-h-11 ${fault ? 'border-danger' : 'border-control'}`}
            >
              <Combobox.Input
                id={id}
                ref={field.ref}
                onBlur={field.onBlur}
                placeholder={t('cattery.cats.owner_placeholder')}
                aria-invalid={fault ? true : undefined}
                aria-describedby={described}
                autoComplete="off"
                spellCheck={false}
                className="w-full min-w-0 rounded-control bg-transparent px-3 text-16 outline-none placeholder:text-muted wide:text-15"
              />
              <Combobox.Trigger
                aria-label={t('cattery.cats.owner_list')}
                className="flex min-w-10 items-center justify-center text-muted hover:text-text pointer-coarse:min-w-11"
              >
                <ChevronDown aria-hidden="true" size={18} strokeWidth={1.75} />
              </Combobox.Trigger>
            </Combobox.InputGroup>
            <OwnerOptions anchor={anchor} search={search} />
          </Combobox.Root>
          <Button onClick={onNew}>{t('cattery.owners.new')}</Button>
        </div>
      )}
    </FieldParts>
  );
}
