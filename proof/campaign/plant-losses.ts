import { statement } from '#platform/database/statement.ts';
import type { Installation } from '#proof/installation/installation.ts';
import { observe } from './observe.ts';
import type { Campaign } from './run-campaign.ts';

const deleteAccount = statement<{ email: string }>(
  'proof.delete_account',
  'DELETE FROM accounts WHERE email_canonical = :email',
);
const turnBack = statement<{ id: string }>(
  'proof.turn_back',
  'UPDATE sessions SET generation = generation - 1 WHERE id = :id',
);
const forgetEnd = statement<{ id: string }>(
  'proof.forget_end',
  'UPDATE sessions SET ended_at = NULL, ended_reason = NULL WHERE id = :id',
);
const forgetRevocation = statement<{ id: string }>(
  'proof.forget_revocation',
  'DELETE FROM revocations WHERE subject_id = :id',
);

const deleteKey = statement<{ id: string }>('proof.delete_key', 'DELETE FROM service_keys WHERE id = :id');

/**
 * Takes acknowledged writes out of the database behind the service's back, as a lost commit would: a sign-up, a rotation, a
 * sign-out and a key of another service. Then everybody is observed again. A way to find losses has to find these.
 *
 * @returns what something has to be said about: the address of the account, the two sessions and the key
 */
export async function plantLosses(
  installation: Installation,
  { events, people, load, holders }: Campaign,
): Promise<{ account: string; rotated: string; ended: string; key: string }> {
  const { nodes, database } = installation;
  const [account] = load.passwords.keys().filter((email) => signedUp(events, email));
  const rotated = load.devices.find((device) => device.accessToken !== null && device.account !== account)?.session;
  const ended = load.ended.find(({ session }) => hasSignedOut(events, session))?.session;
  const key = holders.find(({ id }) => !events.some((event) => event.op === 'end_key' && event.id === id))?.id;
  if (account === undefined || rotated === undefined || ended === undefined || key === undefined)
    throw new Error('too little was written to plant losses in');

  await Promise.all(nodes.map((node) => node.stop()));
  await database.write.change(deleteAccount, { email: account });
  await database.write.change(turnBack, { id: rotated });
  await database.write.change(forgetEnd, { id: ended });
  await database.write.change(forgetRevocation, { id: ended });
  await database.write.change(deleteKey, { id: key });
  await Promise.all(nodes.map((node) => node.start()));
  await observe(people, installation, { load, holders });
  return { account, rotated, ended, key };
}

const signedUp = (events: Campaign['events'], email: string): boolean =>
  events.some(({ op, id, outcome }) => op === 'sign_up' && id === email && outcome === 'ok') &&
  !events.some(({ op, id }) => op === 'reset' && id === email);

const hasSignedOut = (events: Campaign['events'], session: string): boolean =>
  events.some(({ op, id, outcome }) => op === 'sign_out' && id === session && outcome === 'ok');
