import { findPasswordHash } from '#features/authenticators/passwords/store.ts';
import { statement } from '#platform/database/statement.ts';
import type { Ending } from './history.ts';
import type { Scene } from './scene.ts';
import type { Node } from './world.ts';

const audited = statement<{ id: string }, { type: string; events: number }>(
  'proof.audited',
  'SELECT type, COUNT(*) AS events FROM audit_events WHERE account_id = :id GROUP BY type',
);
const named = statement<{ one: string; other: string }, { accounts: number }>(
  'proof.named',
  'SELECT COUNT(*) AS accounts FROM accounts WHERE email_canonical IN (:one, :other)',
);
const admins = statement<Record<never, never>, { accounts: number }>(
  'proof.admins',
  "SELECT COUNT(*) AS accounts FROM accounts WHERE role = 'admin' AND status = 'active'",
);

export async function readEnding({ database: { read } }: Node, scene: Scene): Promise<Ending> {
  const { account, guests, founder } = scene;
  const count = async (one: string, other: string): Promise<number> =>
    Number((await read.first(named, { one, other }))?.accounts ?? 0);
  const rows = await read.all(audited, { id: account.id });
  return {
    hash: await findPasswordHash(read, account.id),
    audit: Object.fromEntries(rows.map(({ type, events }) => [type, Number(events)])),
    guests: await count(guests[0]?.canonical ?? '', guests[1]?.canonical ?? ''),
    founders: await count(founder.canonical, founder.canonical),
    activeAdmins: scene.admins.length === 0 ? 1 : Number((await read.first(admins, {}))?.accounts ?? 0),
  };
}
