import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordEvidence } from '#proof/evidence.ts';
import { runCodeMutants } from './code/run-code-mutants.ts';
import { type ExplainedSurvivor, type Judgement, judgeMutants, type TriedMutant } from './judge-mutants.ts';
import { serverSource, statementsOfTheCore } from './session-core.ts';
import { runSqlMutants } from './sql/run-sql-mutants.ts';
import { explainedSurvivors } from './survivors.ts';

const leastScore = 0.9;

export type MutationOutcome = {
  part: 'code' | 'sql';
  judgement: Judgement;
  /** Every survivor is explained, every explanation holds, and of the whole part nine in ten are found at least. */
  isGood: boolean;
  tried: TriedMutant[];
};

/**
 * Tries wrong versions of the session core, of its code or of the SQL in it, on its own tests: hours on a busy machine.
 *
 * @param among only files or statements whose names have this in them
 */
export async function proveByMutants(part: 'code' | 'sql', among = ''): Promise<MutationOutcome> {
  const began = performance.now();
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  const isAsked = ({ where }: { where: string }): boolean =>
    where.includes(among) && where.startsWith('features/') === (part === 'code');
  const tried = (await (part === 'code' ? tryCode : trySql)(among)).filter(isAsked);
  const judgement = judgeMutants(tried, explainedSurvivors.filter(isAsked));
  const { killed, timedOut, survived, unexplained, outdated, score } = judgement;
  const violations = unexplained.length + outdated.length;
  recordEvidence({
    proof: part === 'code' ? 'mutants of the session core' : 'mutants of the SQL of the session core',
    on: 'the tests of the session core, SQLite',
    counts: { mutants: tried.length, killed, timed_out: timedOut, survived, explained: survived - unexplained.length },
    violations,
    milliseconds: performance.now() - began,
  });
  return { part, judgement, isGood: violations === 0 && (score >= leastScore || among !== ''), tried };
}

const tellTried = (one: TriedMutant, done: number, all: number): void => console.log(`${done}/${all} ${lineOf(one)}`);
const tryCode = (among: string): Promise<TriedMutant[]> => runCodeMutants(among, tellTried);
const trySql = (among: string): Promise<TriedMutant[]> => runSqlMutants(statementsOfTheCore, among, tellTried);

const tell = ({ where, line, from, to, nth }: TriedMutant | ExplainedSurvivor): string =>
  `${where}: ${from} → ${to === '' ? '(nothing)' : to}${(nth ?? 1) > 1 ? ` (${nth})` : ''} in: ${line}`;

const lineOf = (one: TriedMutant): string =>
  `${one.verdict}: ${tell(one)}${one.killedBy === null ? '' : ` by: ${one.killedBy}`}`;

function print({ part, judgement, isGood }: MutationOutcome): void {
  const { score, killed, timedOut, survived, unexplained, outdated } = judgement;
  console.log(
    `${part}: ${(score * 100).toFixed(1)} % (${killed} killed, ${timedOut} timed out, ${survived} survived) ${isGood ? 'good' : 'not good'}`,
  );
  for (const one of unexplained) console.log(`  survives and is not explained: ${tell(one)}`);
  for (const one of outdated) console.log(`  explained, but killed or gone: ${tell(one)}`);
}

const help = `Usage: node proof/mutation/run-mutation.ts [options]
  --only code|sql    one part of the two
  --among TEXT       only files (${serverSource}/…) or statements (sessions.rotate) with TEXT in their names
  --report FILE      write what became of every mutant as JSON
  --help

Exits with 1 where a survivor is not explained in survivors.ts, an explanation is outdated, or the score of a whole part is below ${leastScore * 100} %.`;

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      among: { type: 'string' },
      report: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) console.log(help);
  else {
    const outcomes: MutationOutcome[] = [];
    for (const part of ['sql', 'code'] as const)
      if (values.only === undefined || values.only === part) {
        outcomes.push(await proveByMutants(part, values.among));
        if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(outcomes, null, 2));
      }
    for (const outcome of outcomes) print(outcome);
    process.exitCode = outcomes.length > 0 && outcomes.every(({ isGood }) => isGood) ? 0 : 1;
  }
}
