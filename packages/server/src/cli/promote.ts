import { promote } from '#server/promotion/promote.ts';
import { undoPromotion } from '#server/promotion/undo-promotion.ts';
import { command, type Outcome } from './command.ts';
import { logTo } from './log-to-terminal.ts';
import { type Progress, startProgress } from './progress.ts';
import { describePromotion, describeUndone } from './promote/describe-promotion.ts';
import { readAddress, readSettings } from './read-settings.ts';
import { CommandRefusedError, UsageError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

export const promoteCommand = command({
  about: `Moves the installation from its embedded database (SQLite) to PostgreSQL: every row, read back and compared by count and
checksum before anything counts. The service has to be stopped meanwhile; --dry-run looks beside it at what would stand in the
way. The target is an empty database, PostgreSQL 15 or newer. Nobody has to sign in again, and no mail is sent twice; SECRET_KEY
and DATA_DIR stay as they are.

Afterwards the embedded database says that it was promoted, and no service starts on it: set DATABASE_URL to the new one. Whenever
this is killed, nothing is lost, and the same line goes on. --undo lets the embedded database serve again, as it was then.

A password in the line can be read by other people of the machine: PGPASSWORD or ~/.pgpass are read as well.`,
  operands: [],
  options: {
    to: { value: 'URL', about: 'the empty database, postgres://…, as DATABASE_URL will name it' },
    'dry-run': { about: 'look at both databases and change nothing' },
    undo: { about: 'let the embedded database serve again, without what was written to PostgreSQL since' },
    yes: { about: 'do not ask, with --undo' },
  },
  examples: [
    [
      'promote --to postgres://portress@db.example/portress --dry-run',
      'see what stands in the way, beside the service',
    ],
    ['promote --to postgres://portress@db.example/portress', 'move, with the service stopped'],
    ['promote --undo', 'go back to the embedded database'],
  ],
  run: ({ values, isJson }, terminal) => {
    const { to, undo } = values;
    if (undo === true && (to !== undefined || values['dry-run'] === true))
      throw new UsageError('--undo goes alone, or with --yes.');
    if (undo === true) return runUndo(terminal, values.yes === true);
    if (to === undefined) throw new UsageError('--to is missing: where does the installation go?');
    if (values.yes === true) throw new UsageError('--yes goes with --undo.');
    return runPromote(terminal, { to, isRehearsal: values['dry-run'] === true, isJson });
  },
});

async function runPromote(
  terminal: Terminal,
  { to, isRehearsal, isJson }: { to: string; isRehearsal: boolean; isJson: boolean },
): Promise<Outcome> {
  const startedAt = performance.now();
  const settings = readSettings();
  const options = { file: fileOf(settings), to: readAddress('--to', to), isRehearsal, log: logTo(terminal) };
  const progress = isJson ? null : watchProgress(terminal);
  try {
    const promotion = await promote({ ...options, onProgress: progress?.update ?? (() => {}) });
    progress?.stop();
    return describePromotion(promotion, { settings, seconds: (performance.now() - startedAt) / 1000 });
  } finally {
    progress?.stop();
  }
}

async function runUndo(terminal: Terminal, isSure: boolean): Promise<Outcome> {
  const file = fileOf(readSettings());
  if (!isSure) await confirm(terminal);
  return describeUndone(await undoPromotion(file), file);
}

function fileOf({ databaseUrl }: { databaseUrl: string }): string {
  if (databaseUrl.startsWith('sqlite:')) return databaseUrl.slice('sqlite:'.length);
  throw new CommandRefusedError(
    'not_embedded',
    'DATABASE_URL names PostgreSQL already. This is about the embedded database: run it with DATABASE_URL=sqlite:FILE, or without DATABASE_URL for the one in DATA_DIR.',
  );
}

async function confirm(terminal: Terminal): Promise<void> {
  const unsure = (why: string) => new CommandRefusedError('not_confirmed', `${why} Nothing was changed.`);
  if (!terminal.isInteractive)
    throw unsure('Nobody can be asked here. Say --yes to go back without what was written to PostgreSQL since.');
  const typed = await terminal.readLine(
    'What was written to PostgreSQL since the promotion will not be there. Type "undo" to go back: ',
  );
  if (typed.trim() !== 'undo') throw unsure('That is another word.');
}

type Watch = { update(done: number, total: number): void; stop(): void };

/** How much there is to do is known when it begins. */
function watchProgress(terminal: Terminal): Watch {
  let isStarted = false;
  let isOver = false;
  let progress: Progress | undefined;
  const start = async (total: number): Promise<void> => {
    const started = await startProgress(terminal, { total, noun: 'rows copied or read back' });
    if (isOver) started.stop();
    else progress = started;
  };
  return {
    update: (done, total) => {
      progress?.update(done);
      if (!isStarted) void start(total);
      isStarted = true;
    },
    stop: () => {
      isOver = true;
      progress?.stop();
    },
  };
}
