import { PortressProblem } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';

/** Why the service did not take the file, as far as the file is the reason. */
export function ImportFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const fault = faultOf(error);
  const words = fault && t(`contacts.transfer.faults.${fault}`, { returnObjects: true });
  return <ProblemNotice error={error} words={words ?? undefined} />;
}

function faultOf(error: unknown): 'lost' | 'too_large' | 'not_contacts' | 'over_limit' | 'too_often' | null {
  if (!(error instanceof PortressProblem)) return 'lost';
  if (error.status === 413) return 'too_large';
  if (error.status === 415) return 'not_contacts';
  if (error.status === 429) return 'too_often';
  if (error.errors.some(({ code }) => code === 'unreadable_file')) return 'not_contacts';
  return error.errors.some(({ code }) => code === 'too_long') ? 'over_limit' : null;
}
