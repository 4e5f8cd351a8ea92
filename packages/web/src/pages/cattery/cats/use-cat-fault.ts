import { useTranslation } from 'react-i18next';
import { useFault } from '../../../forms/use-fault.ts';
import type { CatEntry } from './cat-fields.ts';

/** A fault of a cat's field in words that know the field's rule. */
export function useCatFault(): (field: keyof CatEntry, code: string | undefined) => string | undefined {
  const { t } = useTranslation();
  const fault = useFault();
  return (field, code) => {
    if (code === undefined) return undefined;
    if (field === 'owner_id')
      return code === 'owner_not_found' ? t('cattery.faults.owner_gone') : t('cattery.faults.owner');
    if (code === 'required') return fault(code);
    if (field === 'nickname') return t(`cattery.faults.nickname_${nicknameCode(code)}`);
    if (field === 'age') return t('cattery.faults.age');
    if (field === 'description') return t(`cattery.faults.description_${code === 'too_long' ? 'too_long' : 'invalid'}`);
    return fault(code);
  };
}

const nicknameCode = (code: string): 'too_short' | 'too_long' | 'invalid' =>
  code === 'too_short' || code === 'too_long' ? code : 'invalid';
