import { formatColumns } from '../format-columns.ts';
import type { Answers } from './settings-lines.ts';

export type Done = {
  answers: Answers;
  directory: string;
  written: readonly string[];
  kept: readonly string[];
  /** Whether a service started here reads that folder without being told. */
  isFoundByService: boolean;
};

/** What was written, and what to type next. */
export function describeNextSteps(done: Done): string {
  const { directory, written, kept } = done;
  const lines = [
    written.length > 0
      ? `Written to ${directory}: ${written.join(', ')}.`
      : `Everything in ${directory} was as it should be.`,
    ...(kept.length > 0 ? [`Kept beside it: ${kept.join(', ')}.`] : []),
    'Keep a copy of .env in a safe place that is not the place of your backups: it holds the secret.',
    '',
    'Next:',
    formatColumns(done.answers.compose === null ? stepsHere(done) : stepsOfCompose(done.answers)),
  ];
  return lines.join('\n');
}

function stepsHere({ answers, directory, isFoundByService }: Done): [string, string][] {
  const where = isFoundByService ? '' : `SETTINGS_DIR=${directory} `;
  return [
    [`${where}npm start`, `starts the service, for a proxy that answers at ${answers.publicUrl}`],
    [`${where}npm run portress -- admin create --email you@example.com`, 'makes the first administrator'],
    [`${where}npm run portress -- doctor`, 'says whether all of it is right'],
  ];
}

function stepsOfCompose({ compose, publicUrl }: Answers): [string, string][] {
  const node = compose === 'cluster' ? 'node-a' : 'portress';
  return [
    ['docker compose up -d', `fetches the images and starts; then open ${publicUrl}`],
    [`docker compose exec ${node} portress admin create --email you@example.com`, 'makes the first administrator'],
    [`docker compose exec ${node} portress doctor`, 'says whether all of it is right'],
  ];
}
