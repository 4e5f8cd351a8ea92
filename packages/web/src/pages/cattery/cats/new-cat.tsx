import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { cattery, ownerQuery, rememberCat } from '../cattery.ts';
import { DetailSkeleton } from '../detail-states.tsx';
import { FormPane } from '../form-pane.tsx';
import { useListedOwner } from '../use-address.ts';
import { useKey } from '../use-key.ts';
import { CatForm } from './cat-form.tsx';
import { catsOf } from './cats-search.ts';

/** Of the owner whose cats are listed, until another one is chosen. */
export function NewCat() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const keyFor = useKey();
  const ownerId = useListedOwner();
  const owner = useQuery({ ...ownerQuery(ownerId ?? ''), enabled: ownerId !== undefined });
  return (
    <FormPane title={t('cattery.cats.new')} cancel={{ to: '/cats', search: catsOf(ownerId) }}>
      {ownerId !== undefined && owner.isPending ? (
        <DetailSkeleton />
      ) : (
        <CatForm
          owner={owner.data}
          submitLabel={t('cattery.cats.add')}
          save={async (fields) => {
            const cat = await cattery.cats.create(fields, { idempotencyKey: keyFor(fields) });
            rememberCat(cat);
            const search = catsOf(cat.owner.id === ownerId ? ownerId : undefined);
            await navigate({ to: '/cats/$id', params: { id: cat.id }, search, replace: true });
          }}
        />
      )}
    </FormPane>
  );
}
