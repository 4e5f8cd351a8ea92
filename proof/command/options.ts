import { parseArgs } from 'node:util';

export type ProofOptions = {
  isHelp: boolean;
  isList: boolean;
  isLong: boolean;
  seed: number;
  /** Parts of the paths of the proofs to run; all of them where there is none. */
  only: string[];
  /** Where the test runner's own report goes as well, for what counts it. */
  results?: string;
};

export const usage = `Usage: npm run proof [-- options] [part of a path …]

Starts real nodes of the service with databases of their own on this machine, breaks them in every way that this machine can,
and holds what clients saw against what was promised; runs the session core in thousands of orders, and searches its table.
Talks to this machine only, and stops by itself: after about five minutes, or with --long after some hours.

  --long         everything, many times over; a whole run writes its summary into docs/proof.md
  --seed N       what every random choice begins with (by default 1, and with --long another one each time)
  --only PART    only the proofs whose path has this in it, such as faults/07 or interleavings (may be repeated)
  --list         names the files of the proofs, and runs none
  --results FILE keeps the test runner's report
  --help         this text

Ends with 1 where anything failed. What this machine cannot try is named, and is not counted as shown.`;

const largestSeed = 0x7fffffff;

/** @returns the options, or what is wrong with them in a sentence */
export function readOptions(args: readonly string[]): ProofOptions | { refusal: string } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        list: flag,
        long: flag,
        seed: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        results: { type: 'string' },
      },
    });
    const seed = values.seed === undefined ? seedOf(values.long) : Number(values.seed);
    if (!Number.isInteger(seed) || seed < 1 || seed > largestSeed)
      return { refusal: `--seed must be a whole number from 1 to ${largestSeed}` };
    return {
      isHelp: values.help,
      isList: values.list,
      isLong: values.long,
      seed,
      only: [...values.only, ...positionals],
      ...(values.results !== undefined && { results: values.results }),
    };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

/** The same tries each time where a change is judged by them; others each time where more is to be found. */
const seedOf = (isLong: boolean): number => (isLong ? 1 + Math.floor(Math.random() * largestSeed) : 1);
