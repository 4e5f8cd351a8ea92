import { toWireInstant } from '#platform/clock.ts';
import type { Config } from '#server/config.ts';
import type { Promotion } from '#server/promotion/promote.ts';
import type { UndonePromotion } from '#server/promotion/undo-promotion.ts';
import type { Outcome } from '../command.ts';
import { formatTable } from '../format-table.ts';

type Circumstances = { settings: Config; seconds: number };

/** What was moved, and what there is to be done now. */
export function describePromotion(promotion: Promotion, circumstances: Circumstances): Outcome {
  const { outcome, target, isServing, tables, sums } = promotion;
  return {
    text: describers[outcome](promotion, circumstances),
    json: {
      outcome,
      target,
      rows: countRows(tables),
      seconds: Math.round(circumstances.seconds * 1000) / 1000,
      ...(outcome === 'ready' && { service_is_running: isServing }),
      tables: sums.length === 0 ? tables : sums.map(({ table, rows, sum }) => ({ table, rows, checksum: sum })),
    },
  };
}

const countRows = (tables: readonly { rows: number }[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

/** Enough to be compared by eye; all of it is in the answer in JSON. */
const shownDigits = 16;

const describers: Record<Promotion['outcome'], (promotion: Promotion, circumstances: Circumstances) => string> = {
  ready: ({ target, tables, isServing }, { settings }) =>
    [
      formatTable(
        ['table', 'rows'],
        tables.map(({ table, rows }) => [table, String(rows)]),
      ),
      '',
      `Nothing stands in the way of moving ${countRows(tables)} rows to ${target}. Nothing was changed.`,
      ...(isServing ? ['The service is running: stop it before you promote.'] : []),
      ...whatStays(tables, settings),
    ].join('\n'),
  promoted: ({ target, sums, tables }, { settings, seconds }) =>
    [
      formatTable(
        ['table', 'rows', 'checksum, the same on both sides'],
        sums.map(({ table, rows, sum }) => [table, String(rows), `${sum.slice(0, shownDigits)}…`]),
      ),
      '',
      `${countRows(sums)} rows in ${sums.length} tables are in ${target} as they were here (${seconds.toFixed(1)} s).`,
      ...whatNow,
      ...whatStays(tables, settings),
    ].join('\n'),
  finished: ({ target }) =>
    [`Everything was in ${target} already; the last step of an earlier promotion was done now.`, ...whatNow].join('\n'),
  already: ({ target }) => `The installation is in ${target} already. Nothing was done.`,
};

const whatNow: readonly string[] = [
  '',
  `Now set DATABASE_URL to that address, with its password, and start the service.`,
  'No service starts on the embedded database any more; keep the file until you are sure: `portress promote --undo` goes back to it.',
];

/** What is not in the database, and has to be there for the service as before. */
function whatStays(tables: Promotion['tables'], { secretKeys, dataDir, avatarStore }: Config): string[] {
  const pictures = tables.find(({ table }) => table === 'avatar_files')?.rows ?? 0;
  return [
    secretKeys === null
      ? `SECRET_KEY is not set: the secret of this installation is in ${dataDir}/development-secret, and the service needs it as before.`
      : 'SECRET_KEY stays the same; with another one everybody would have to sign in again.',
    ...(pictures > 0 && avatarStore.kind === 'file'
      ? [`Pictures of people (${pictures}) stay in ${avatarStore.directory}: the service needs that folder as before.`]
      : []),
  ];
}

export const describeUndone = ({ target, promotedAt }: UndonePromotion, file: string): Outcome => ({
  text: `${file} serves again, as it was on ${toWireInstant(promotedAt)}. What was written to ${target} since is not in it:
sessions, links and keys that were ended there are alive again here, until \`portress end-everything\` ends them: run it before
the service starts. That database was left as it is: let no service serve from it,
and empty it before you promote into it again.`,
  json: { file, target, promoted_at: toWireInstant(promotedAt) },
});
