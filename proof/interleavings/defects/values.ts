import { advanceCredentialVersion, findAccountByEmail, verifyAccountEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { consumeOneTimeToken, findOneTimeToken } from '#features/one-time-tokens/consume-one-time-token.ts';
import { hashCode } from '#features/one-time-tokens/hash-code.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import type { Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { type Defect, realSubjects } from '#proof/interleavings/subjects.ts';
import type { Node } from '#proof/interleavings/world.ts';

const purpose = 'reset_password';
const markSpent = statement<{ account_id: string }>(
  'defect.mark_spent',
  "UPDATE one_time_tokens SET consumed_at = now_ms() WHERE account_id = :account_id AND purpose = 'reset_password'",
);

/** What a reset does to the account, without a word about its token. */
async function replace(
  context: Node,
  transaction: Transaction,
  { accountId, password, facts }: { accountId: string; password: string; facts: RequestFacts },
) {
  await advanceCredentialVersion(transaction, accountId);
  await setPassword(transaction, accountId, await context.passwordHashing.hash(password));
  const ended = await endSessionsOfAccount(context, transaction, { accountId, reason: 'password_reset', facts });
  await recordAuditEvent(transaction, { type: 'password_reset', accountId, facts });
  return ended;
}

/** Whether it was spent is looked at before the transaction, and never again. */
export const doubleSpentReset: Defect = {
  name: 'a reset token that two can spend',
  published: 'CVE-2026-22751 (Spring Security) and CVE-2026-110861',
  subjects: {
    resetPassword: async (context, { token, password }, facts) => {
      const node = context as Node;
      const proof = await findOneTimeToken(node.database.read, { purpose, token });
      if (proof === undefined) throw new Problem('invalid_token');
      const { accountId } = proof;
      const ended = await node.database.transaction(async (transaction) => {
        await transaction.change(markSpent, { account_id: accountId });
        return replace(node, transaction, { accountId, password, facts });
      });
      ended.publish();
    },
  },
};

/** First what the token is good for, and then the token: who is killed between has one that is good once more. */
export const lateConsumption: Defect = {
  name: 'a token that is consumed after its effect',
  published: 'the class of CVE-2026-34224 (Parse Server): one value, several effects',
  subjects: {
    resetPassword: async (context, { token, password }, facts) => {
      const node = context as Node;
      const proof = await findOneTimeToken(node.database.read, { purpose, token });
      if (proof === undefined) throw new Problem('invalid_token');
      const { accountId } = proof;
      const ended = await node.database.transaction((transaction) =>
        replace(node, transaction, { accountId, password, facts }),
      );
      ended.publish();
      await node.database.transaction((transaction) => consumeOneTimeToken(transaction, { purpose, token }));
    },
  },
};

type Tries = { code_hash: Uint8Array | null; code_tries: number; consumed_at: number | null };
const readTries = statement<{ account_id: string }, Tries>(
  'defect.read_tries',
  "SELECT code_hash, code_tries, consumed_at FROM one_time_tokens WHERE account_id = :account_id AND purpose = 'verify_email'",
);
const writeTries = statement<{ account_id: string; tries: number }>(
  'defect.write_tries',
  "UPDATE one_time_tokens SET code_tries = :tries WHERE account_id = :account_id AND purpose = 'verify_email'",
);
const spendCode = statement<{ account_id: string }, { account_id: string }>(
  'defect.spend_code',
  `UPDATE one_time_tokens SET consumed_at = now_ms()
   WHERE account_id = :account_id AND purpose = 'verify_email' AND consumed_at IS NULL RETURNING account_id`,
);

/** Guesses at the same moment read the same count, and each adds one to it: six of them are counted as one. */
export const lateCount: Defect = {
  name: 'a code whose tries are counted after it was compared',
  published: 'the class of CVE-2026-45364 (Better Auth): guesses that are not counted together',
  subjects: {
    verifyEmail: async (context, proof, facts) => {
      if ('token' in proof) return realSubjects.verifyEmail(context, proof, facts);
      const { database, secrets } = context;
      const account = await findAccountByEmail(database.read, proof.email.canonical);
      if (account === undefined) throw new Problem('invalid_token');
      const target = { account_id: account.id };
      const row = await database.read.first(readTries, target);
      if (row?.code_hash == null || row.consumed_at !== null || row.code_tries >= 5) throw new Problem('invalid_token');
      const tried = hashCode(secrets, { purpose: 'verify_email', accountId: account.id, code: proof.code });
      if (!Buffer.from(row.code_hash).equals(Buffer.from(tried))) {
        await database.write.change(writeTries, { ...target, tries: row.code_tries + 1 });
        throw new Problem('invalid_token');
      }
      return database.transaction(async (transaction) => {
        const spent = await transaction.first(spendCode, target);
        const verified = spent && (await verifyAccountEmail(transaction, account.id, account.email_canonical));
        if (verified === undefined) throw new Problem('invalid_token');
        await recordAuditEvent(transaction, { type: 'email_verified', accountId: account.id, facts });
        return verified;
      });
    },
  },
};
