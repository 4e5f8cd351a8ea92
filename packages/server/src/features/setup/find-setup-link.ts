import { hasAdmin } from '#features/accounts/store.ts';
import { keepSetupToken } from '#features/one-time-tokens/setup-token.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';

/**
 * The link by which the first administrator is made, printed at each start: the same until it is used. There is no
 * default account and no default password (N8).
 *
 * @returns undefined while there is an administrator
 */
export async function findSetupLink(context: {
  database: Database;
  secrets: Secrets;
  config: { publicUrl: string };
}): Promise<string | undefined> {
  if (await hasAdmin(context.database.read)) return undefined;
  return `${context.config.publicUrl}/setup#token=${await keepSetupToken(context)}`;
}
