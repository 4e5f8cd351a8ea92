import { listSigningKeys, type SigningKeyRow } from '#features/access-tokens/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

const liveSessions = statement<{ idle: number }, { key_id: number; sessions: number }>(
  'doctor.sessions_by_key',
  `SELECT key_id, COUNT(*) AS sessions FROM sessions
   WHERE ended_at IS NULL AND absolute_at > now_ms() AND window_at + CAST(:idle AS bigint) > now_ms() GROUP BY key_id`,
);

const putFormerBehind =
  'Put the former secret behind the new one, with a comma between: SECRET_KEY=new,former. Take it away when doctor says that nothing needs it.';

type Context = { config: Pick<Config, 'refreshIdleSeconds'>; database: Database; secrets: Secrets };

/** Whether SECRET_KEY still opens what was made with it, and whether a former one may go. */
export async function inspectKeys(context: Context): Promise<Finding[]> {
  const keys = await listSigningKeys(context.database.read);
  return [inspectSigningKeys(keys, context.secrets), ...(await inspectSessions(context))];
}

function inspectSigningKeys(keys: readonly SigningKeyRow[], secrets: Secrets): Finding {
  const name = 'signing keys';
  if (keys.length === 0) return ok(name, 'there is none yet: the first start makes it');
  const closed = keys.filter((key) => !canOpen(secrets, key));
  if (closed.length > 0)
    return fault(
      name,
      `${closed.length} of ${keys.length} cannot be opened with this SECRET_KEY`,
      `${putFormerBehind} If it is lost: portress keys rotate --revoke-old; everybody signs in again.`,
    );
  const former = keys.filter((key) => key.sealed_private_key[0] !== secrets.currentKeyId);
  if (former.some((key) => key.retired_at === null))
    return warning(
      name,
      `${former.length} of ${keys.length} are sealed with a former SECRET_KEY`,
      'Keep the former secret, run `portress keys rotate`, and look again when the last old token has expired.',
    );
  if (former.length > 0)
    return warning(
      name,
      `${former.length} of ${keys.length} are sealed with a former SECRET_KEY, and leave the list by themselves`,
      'Keep the former secret until then.',
    );
  return ok(name, keys.length === 1 ? 'one, and it can be opened' : `${keys.length}, all of which can be opened`);
}

function canOpen(secrets: Secrets, key: SigningKeyRow): boolean {
  try {
    secrets.open('signing-keys', key.sealed_private_key, key.kid);
    return true;
  } catch {
    return false;
  }
}

async function inspectSessions({ config, database, secrets }: Context): Promise<Finding[]> {
  const name = 'sessions';
  const groups = await database.read.all(liveSessions, { idle: config.refreshIdleSeconds * 1000 });
  const count = (of: typeof groups): number => of.reduce((sum, { sessions }) => sum + Number(sessions), 0);
  const lost = count(groups.filter(({ key_id }) => !secrets.hasKey(key_id)));
  if (lost > 0)
    return [
      warning(
        name,
        `${lost} were begun with another SECRET_KEY: those people have to sign in again`,
        `${putFormerBehind} If it is lost, there is nothing to do: they expire.`,
      ),
    ];
  const former = count(groups.filter(({ key_id }) => key_id !== secrets.currentKeyId));
  if (former > 0)
    return [
      warning(
        name,
        `${former} of ${count(groups)} still need a former SECRET_KEY`,
        'Keep it: each changes over when it is next refreshed, or ends.',
      ),
    ];
  return [ok(name, `${count(groups)} live, all under the present SECRET_KEY`)];
}
