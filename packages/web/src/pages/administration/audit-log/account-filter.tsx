import { useTranslation } from 'react-i18next';
import { TextField } from '../../../forms/text-field.tsx';
import { useDraft } from './use-draft.ts';

interface AccountFilterProps {
  asked: string | undefined;
  onAsk: (account: string | undefined) => void;
}

/** By an account's id, whole: asked for with Enter, or when the field is left. */
export function AccountFilter({ asked = '', onAsk }: AccountFilterProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useDraft(asked);
  const ask = () => {
    const id = typed.trim();
    if (id !== asked) onAsk(id || undefined);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextField
        label={t('administration.audit.account_id')}
        value={typed}
        maxLength={64}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={ask}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </form>
  );
}
