import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FormPane } from '../form-pane.tsx';
import { NewOwnerForm } from './new-owner-form.tsx';

export function NewOwner() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPane title={t('cattery.owners.new')} cancel={{ to: '/owners' }}>
      <NewOwnerForm onMade={({ id }) => void navigate({ to: '/owners/$id', params: { id }, replace: true })} />
    </FormPane>
  );
}
