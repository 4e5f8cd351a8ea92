import type { Cat } from '@portress/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { catQuery, cattery, rememberCat } from '../cattery.ts';
import type { Outcome } from '../use-outcome.ts';

/** Shown as done at once, and taken back where the service refuses. */
export function Vaccinate({ cat, outcome }: { cat: Cat; outcome: Outcome }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { queryKey } = catQuery(cat.id);
  const { mutate, isPending } = useMutation({
    mutationFn: (vaccinated: boolean) => cattery.cats.vaccinate(cat.id, vaccinated),
    onMutate: async (vaccinated) => {
      outcome.clear();
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, { ...cat, vaccinated });
      return cat;
    },
    onSuccess: rememberCat,
    onError: (error, _, before) => {
      if (before) queryClient.setQueryData(queryKey, before);
      outcome.refuse(error);
    },
  });
  return (
    <Button
      onClick={() => {
        if (!isPending) mutate(!cat.vaccinated);
      }}
    >
      {cat.vaccinated ? t('cattery.cats.mark_not_vaccinated') : t('cattery.cats.mark_vaccinated')}
    </Button>
  );
}
