import * as installedApps from '#apps/installed.ts';
import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { loadServiceConfig } from '#server/installation.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { CommandRefusedError, UsageError } from './refusals.ts';

const usualSeed = 1;
const highestSeed = 2 ** 31 - 1;

export const sampleData = command({
  about: `Gives an account something to look at: each app on the service adds its own, such as contacts with birthdays before, in
and after the next week. The same seed gives the same, and what is there already is left as it is, so a second run adds
nothing. Works while the service runs. Sample data cannot be told from people's own afterwards, and there is no command that
takes it out again: with NODE_ENV=production it is refused unless --production-too is given.`,
  operands: [],
  options: {
    account: { value: 'EMAIL', about: 'whose it will be; made by signing up, or by `portress admin create`' },
    seed: {
      value: 'N',
      about: `0 to ${highestSeed}: another number gives further samples, where an app has them; ${usualSeed} by default`,
    },
    'production-too': { about: 'also where NODE_ENV is production' },
  },
  examples: [
    ['sample-data --account ada@example.com', 'the usual samples'],
    ['sample-data --account ada@example.com --seed 7', 'further ones, beside those that are there'],
  ],
  run: async ({ values }) => {
    if (values.account === undefined) throw new UsageError('--account is missing.');
    const [email, seed] = [values.account, readSeed(values.seed)];
    if (values['production-too'] !== true) refuseProduction();
    return withOperatorContext(async ({ database, clock }) => {
      const account = await findAddressedAccount(database, email);
      const made: Record<string, number> = {};
      for (const app of Object.values<installedApps.InstalledApp>(installedApps))
        Object.assign(made, await app.giveSamples({ database, clock }, { accountId: account.id, seed }));
      return { text: tellMade(account.email, made), json: { id: account.id, email: account.email, seed, made } };
    });
  },
});

/** Before the database is opened, which would bring its schema up to date. */
function refuseProduction(): void {
  if (!loadServiceConfig().isProduction) return;
  throw new CommandRefusedError(
    'production',
    'This is a production installation, and sample data cannot be taken out again. Say --production-too if you mean it. Nothing was changed.',
  );
}

function readSeed(text = String(usualSeed)): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= highestSeed)) throw new UsageError(`--seed must be a number from 0 to ${highestSeed}.`);
  return seed;
}

function tellMade(email: string, made: Readonly<Record<string, number>>): string {
  const parts = Object.entries(made).flatMap(([name, count]) =>
    count === 0 ? [] : [count === 1 ? `1 ${name.replace(/s$/, '')}` : `${count} ${name}`],
  );
  return parts.length === 0
    ? `Nothing new for ${email}: it was there already.`
    : `Made for ${email}: ${parts.join(', ')}.`;
}
