/**
 * How much is tried: minutes of it in continuous integration, hours in a long run. `npm run proof` sets the environment;
 * a test that is run by itself is short.
 */
const isLong = process.env.PROOF_EXTENT === 'long';

/** @returns what this run is to try: how often, how many, for how long */
export const extentOf = <T>({ short, long }: { short: T; long: T }): T => (isLong ? long : short);

/** What every random choice of the run begins with: given on the command line, told in the summary, kept with a failure. */
export const seed = Number(process.env.PROOF_SEED ?? 1);
