import { type AccountPage, listAccounts } from '#features/accounts/list-accounts.ts';
import { roles, statuses } from '#features/accounts/list-store.ts';
import { command } from './command.ts';
import { formatInstant, nameOf, toAccountJson } from './describe-account.ts';
import { formatTable } from './format-table.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';

const mostListed = 10_000;

export const accountsList = command({
  about: `Lists accounts, the newest first. --q finds any part of e-mail, username, first or last name, whatever the case and the
script; one or two characters are looked for at the beginnings; or an exact id.`,
  operands: [],
  options: {
    q: { value: 'TEXT', about: 'only accounts in which this stands' },
    role: { value: 'ROLE', about: `only this role: ${roles.join(', ')}` },
    status: { value: 'STATUS', about: `only this state: ${statuses.join(', ')}` },
    limit: { value: 'N', about: `at most so many, 20 if not said, ${mostListed} at most` },
  },
  examples: [
    ['accounts list', 'the twenty newest'],
    ['accounts list --q kovalenko', 'find a person'],
    ['accounts list --role admin --status active --json', 'for scripts'],
  ],
  run: ({ values }) => {
    const limit = parseLimit(values.limit);
    const filter = { role: pick('role', roles, values.role), status: pick('status', statuses, values.status) };
    return withOperatorContext(async ({ database }) => {
      const page = await listAccounts(database.read, {
        text: values.q ?? null,
        filter,
        sort: 'created_at',
        order: 'desc',
        after: null,
        limit,
      });
      return {
        text: describePage(page),
        json: { items: page.accounts.map(toAccountJson), total: page.total, has_more: page.next !== null },
      };
    });
  },
});

function describePage({ accounts, total }: AccountPage): string {
  if (accounts.length === 0) return 'No account.';
  const rows = accounts.map((account) => [
    account.email,
    account.role,
    account.status,
    formatInstant(account.created_at),
    nameOf(account),
  ]);
  const table = formatTable(['E-mail', 'Role', 'State', 'Made', 'Name'], rows);
  return accounts.length < total ? `${table}\n\n${accounts.length} of ${total}. More with --limit.` : table;
}

function parseLimit(text: string | undefined): number {
  const limit = Number(text ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed)
    throw new UsageError(`--limit must be a number from 1 to ${mostListed}.`);
  return limit;
}

function pick<T extends string>(name: string, known: readonly T[], given: string | undefined): T | null {
  if (given === undefined) return null;
  const found = known.find((one) => one === given);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${known.join(', ')}.`);
  return found;
}
