import { PortressProblem } from '@portress/sdk';
import { useTranslation } from 'react-i18next';

/** The refusals of this room that say more than their code does; for the others the shared words. */
export function useRefusal(): (error: unknown) => { title: string; about: string } | undefined {
  const { t } = useTranslation();
  return (error) => {
    const code = error instanceof PortressProblem ? error.code : undefined;
    if (code === 'forbidden') return t('cattery.refusals.forbidden', { returnObjects: true });
    if (code === 'precondition_failed') return t('cattery.refusals.changed', { returnObjects: true });
    if (code === 'not_found') return t('cattery.refusals.gone', { returnObjects: true });
    return undefined;
  };
}

export const isProblem = (error: unknown, code: PortressProblem['code']): boolean =>
  error instanceof PortressProblem && error.code === code;
