import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { deviceNameOf } from '#features/sessions/device-name.ts';
import type { Clock } from '#platform/clock.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import { fingerprintOf } from './find-known-device.ts';
import { hasOtherDevice, rememberFingerprint } from './store.ts';

export type RememberContext = {
  secrets: Secrets;
  clock: Clock;
  config: { publicUrl: string; mail: 'smtp' | 'inbox' | 'off' };
};

/**
 * Notes that somebody signed in from here, and mails the person when it is a device that was never seen (N5): a thief of
 * a password does not stay unnoticed. The very first device of an account is no news. Wake the outbox after the commit.
 *
 * @param isKnown it was recognized by something else than name and network
 */
export async function rememberDevice(
  context: RememberContext,
  transaction: Transaction,
  { account, facts, isKnown }: { account: Account; facts: RequestFacts; isKnown: boolean },
): Promise<void> {
  const fingerprint = fingerprintOf(facts);
  const isNew = await rememberFingerprint(transaction, account.id, fingerprint);
  if (!isNew || isKnown || context.config.mail === 'off') return;
  if (!(await hasOtherDevice(transaction, account.id, fingerprint))) return;
  await queueMail(context, transaction, {
    kind: 'new_device',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    at: context.clock.now(),
    deviceName: deviceNameOf(facts.userAgent),
    ip: facts.ip,
    devicesLink: `${context.config.publicUrl}/account/devices`,
  });
}
