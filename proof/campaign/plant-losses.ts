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

/**
 * Takes acknowledged writes out of the database behind the service's back, as a lost commit would: a sign-up, a rotation and a
 * sign-out. Then everybody is observed again. A way to find losses has to find these.
 *
 * @returns what something has to be said about: the address of the account, and the two sessions
 */
export async function plantLosses(
  installation: Installation,
  { events, people, load }: Campaign,
): Promise<{ account: string; rotated: string; ended: string }> {
  const { nodes, database } = installation;
  const [account] = load.passwords.keys().filter((email) => signedUp(events, email));
  const rotated = load.devices.find((device) => device.accessToken !== null && device.account !== account)?.session;
  const ended = load.ended.find(({ session }) => hasSignedOut(events, session))?.session;
  if (account === undefined || rotated === undefined || ended === undefined)
    throw new Error('too little was written to plant losses in');

  await Promise.all(nodes.map((node) => node.stop()));
  await database.write.change(deleteAccount, { email: account });
  await database.write.change(turnBack, { id: rotated });
  await database.write.change(forgetEnd, { id: ended });
  await database.write.change(forgetRevocation, { id: ended });
  await Promise.all(nodes.map((node) => node.start()));
  await observe(people, installation, load);
  return { account, rotated, ended };
}

const signedUp = (events: Campaign['events'], email: string): boolean =>
  events.some(({ op, id, outcome }) => op === 'sign_up' && id === email && outcome === 'ok') &&
  !events.some(({ op, id }) => op === 'reset' && id === email);

const hasSignedOut = (events: Campaign['events'], session: string): boolean =>
  events.some(({ op, id, outcome }) => op === 'sign_out' && id === session && outcome === 'ok');
