import { SealBroken, type Secrets } from '#platform/crypto/secrets.ts';
import type { RedisLink } from '#platform/redis/open-redis.ts';
import type { Account } from './store.ts';

/** Accounts as some node read them from the database, in Redis, for the others. */
export type SharedCopies = {
  /** @returns undefined where there is no copy that may be used */
  find(id: string): Promise<Account | undefined>;
  /** @param readAt the database's time of the read */
  keep(account: Account, readAt: number): void;
  forget(id: string): void;
  /** Changes may have been missed: no copy that was read before now is used any more. */
  distrust(): void;
  /** For each read of the database: what its clock said, and what an account has. */
  learn(account: Account, readAt: number): void;
};

const keptMilliseconds = 30_000;
/** As far as the database's clock may be misjudged: it is known by when its answers came. */
const marginMilliseconds = 1000;
/** Whose copy was read longer ago than this was stopped meanwhile, and may not have heard what the others know. */
const promptMilliseconds = 1000;

type CopiesContext = {
  redis: RedisLink;
  secrets: Pick<Secrets, 'seal' | 'open'>;
  config: { accessTokenSeconds: number };
};

/**
 * A copy is sealed to the account it is of, and bears the database's time at which it was read. So whoever can write to Redis
 * can neither make one up nor give one account another's, and an old one gives nothing: not to a Redis that was restored from
 * an old snapshot, and not to one whose clock is wrong.
 *
 * No copy is kept longer than a revocation is remembered, so one of before an end of everything is known by its epoch.
 */
export function createSharedCopies({ redis, secrets, config }: CopiesContext): SharedCopies {
  const oldestMilliseconds = Math.min(keptMilliseconds, config.accessTokenSeconds * 1000);
  /** Between the database's clock and this process's own, which nobody sets; undefined until the database was read once. */
  let offset: number | undefined;
  /** What an account had at the last read: a copy of before a migration lacks something. */
  let columns = '';
  let leastReadAt = 0;
  const keyOf = (id: string): string => `${redis.prefix}account:${id}`;

  return {
    find: async (id) => {
      if (offset === undefined) return undefined;
      const sealed = await redis.ask((client) => client.getBuffer(keyOf(id)));
      const copy = sealed == null ? undefined : openCopy(secrets, id, sealed);
      if (copy === undefined || copy.columns !== columns) return undefined;
      const age = offset + performance.now() - copy.readAt;
      const isUsable = age > -marginMilliseconds && age < oldestMilliseconds && copy.readAt >= leastReadAt;
      return isUsable ? copy.account : undefined;
    },
    learn: (account, readAt) => {
      offset = readAt - performance.now();
      columns = columnsOf(account);
    },
    keep: (account, readAt) => {
      // A refusal always comes from the database: a person who was restored must not be turned away by a copy.
      if (account.status !== 'active' || offset === undefined) return;
      if (offset + performance.now() - readAt > promptMilliseconds) return;
      const sealed = secrets.seal('account-copies', JSON.stringify({ account, columns, readAt }), account.id);
      redis.tell((client) => client.set(keyOf(account.id), sealed, 'PX', oldestMilliseconds));
    },
    forget: (id) => redis.tell((client) => client.del(keyOf(id))),
    distrust: () => {
      if (offset !== undefined) leastReadAt = offset + performance.now() + marginMilliseconds;
    },
  };
}

type Copy = { account: Account; columns: string; readAt: number };

const columnsOf = (account: Account): string => Object.keys(account).sort().join();

function openCopy(secrets: Pick<Secrets, 'open'>, id: string, sealed: Uint8Array): Copy | undefined {
  try {
    return JSON.parse(secrets.open('account-copies', sealed, id).toString()) as Copy;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
