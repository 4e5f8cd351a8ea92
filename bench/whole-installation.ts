import { randomBytes } from 'node:crypto';
import { hashSync } from '@node-rs/argon2';
import { argon2Cost } from '../packages/server/src/features/authenticators/passwords/argon2-cost.ts';
import { type GivenSession, givenAccounts, givenSessions } from '../packages/server/test/given-sessions.ts';
import { givenPassword } from './given-service.ts';
import { fillAccounts, firstMadeAt, withDatabase } from './many-accounts.ts';
import { fillContacts } from './many-contacts.ts';

/** For each account, beside its password, its search text and its event. */
export const perAccount = { sessions: 2, devices: 1, auditEvents: 2, contacts: 2 };

export type WholeInstallation = {
  secretKey: string;
  /** Live, of an account of its own; each may be shown once. */
  sessions: GivenSession[];
};

const inNinetyDays = (): number => Date.now() + 90 * 86_400_000;

/** An embedded database of so many accounts that have been in use for a while: everything that grows with them is there. */
export async function fillInstallation(file: string, count: number, sessions: number): Promise<WholeInstallation> {
  const url = `sqlite:${file}`;
  const secretKey = randomBytes(36).toString('base64');
  await fillAccounts(url, count);
  return withDatabase(url, async (database, target) => {
    if (target.dialect !== 'sqlite') throw new Error('the embedded database is SQLite');
    await fillContacts(target, { count: count * perAccount.contacts, perBook: perAccount.contacts });
    target.raw.exec(`BEGIN; ${fillRest(hashSync(givenPassword, argon2Cost))}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
    const [account] = await givenAccounts(database, 1, 'none');
    if (account === undefined) throw new Error('the account is not there');
    return {
      secretKey,
      sessions: await givenSessions(database, { accounts: [account], count: sessions, secretKey }),
    };
  });
}

const numbered = (count: number): string =>
  `(SELECT value AS n FROM json_each('${JSON.stringify([...Array(count).keys()])}'))`;

const fillRest = (passwordHash: string): string => `
  INSERT INTO passwords (account_id, hash, changed_at) SELECT id, '${passwordHash}', created_at FROM accounts;
  INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, generation_at, absolute_at, epoch, transport,
      created_at, device_name, user_agent, ip)
    SELECT 's' || n || accounts.id, accounts.id, randomblob(32), 1, 1 + n, created_at, created_at, ${inNinetyDays()}, 0, 'cookie',
      ${firstMadeAt}, 'Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '203.0.113.7'
    FROM accounts, ${numbered(perAccount.sessions)};
  INSERT INTO known_devices (account_id, fingerprint, sign_ins, first_seen_at, last_seen_at)
    SELECT id, randomblob(32), 7, ${firstMadeAt}, ${Date.now()} FROM accounts, ${numbered(perAccount.devices)};
  INSERT INTO audit_events (id, type, account_id, ip, user_agent, details, created_at, sequence, seal_key_id, personal_mac, mac)
    SELECT 'e' || n || accounts.id, 'sign_in_succeeded', accounts.id, '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0)',
      '{"method":"password"}', created_at, ROW_NUMBER() OVER (), 1, randomblob(32), randomblob(32)
    FROM accounts, ${numbered(perAccount.auditEvents)};
  UPDATE audit_head SET last = (SELECT COUNT(*) FROM audit_events)`;
