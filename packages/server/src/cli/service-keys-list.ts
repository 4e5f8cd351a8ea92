import { listServiceKeys, type ServiceKey } from '#features/service-keys/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import { command } from './command.ts';
import { formatColumns } from './format-columns.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const serviceKeysList = command({
  about: `Lists the keys of other services, the newest first, also those that ended in the last 90 days. The keys themselves are not
told again: whoever lost one needs a new one. When a key was used last is known to the minute.`,
  operands: [],
  options: {},
  examples: [['service-keys list', 'which services may call']],
  run: () =>
    withOperatorContext(async ({ database }) => {
      const found = await listServiceKeys(database.read);
      const rows = found.map((key) => [key.id, describe(key, key.is_live === 1)] as const);
      const none = 'There are no service keys. Make one with `portress service-keys create`.';
      return {
        text: rows.length === 0 ? none : formatColumns(rows),
        json: { items: found.map((key) => toJson(key, key.is_live === 1)) },
      };
    }),
});

function describe(key: ServiceKey, isLive: boolean): string {
  const used = key.last_used_at === null ? 'never used' : `last used ${dayOf(key.last_used_at)}`;
  const often = key.per_minute === null ? '' : `  ${key.per_minute} a minute`;
  return `${stateOf(key, isLive)}  ${key.name}  ${key.scopes.replaceAll(' ', ',')}${often}  ${used}`;
}

function stateOf({ revoked_at: revokedAt, expires_at: expiresAt }: ServiceKey, isLive: boolean): string {
  if (revokedAt !== null) return `revoked ${dayOf(revokedAt)}`;
  if (expiresAt === null) return 'good';
  return `${isLive ? 'good until' : 'expired'} ${dayOf(expiresAt)}`;
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const wireOrNull = (instant: number | null): string | null => (instant === null ? null : toWireInstant(instant));

const toJson = (key: ServiceKey, isLive: boolean) => ({
  id: key.id,
  name: key.name,
  scopes: key.scopes.split(' '),
  per_minute: key.per_minute,
  good: isLive,
  created_at: toWireInstant(key.created_at),
  expires_at: wireOrNull(key.expires_at),
  revoked_at: wireOrNull(key.revoked_at),
  last_used_at: wireOrNull(key.last_used_at),
});
