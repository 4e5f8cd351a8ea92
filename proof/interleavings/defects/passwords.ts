import type { RotatedSession } from '#features/sessions/store.ts';
import { statement } from '#platform/database/statement.ts';
import type { Defect } from '#proof/interleavings/subjects.ts';

const columns =
  'account_id, generation, key_id, reissues, window_at, generation_at, absolute_at, epoch, transport, created_at, now_ms() AS now';

type Beginning = {
  id: string;
  account_id: string;
  seed_hash: Uint8Array;
  key_id: number;
  absolute: number;
  transport: string;
};

const beginAnyway = statement<Beginning, RotatedSession>(
  'defect.begin_anyway',
  `INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, generation_at, absolute_at, epoch, transport, created_at)
   SELECT :id, accounts.id, :seed_hash, :key_id, 1, now_ms(), now_ms(), now_ms() + :absolute, accounts.epoch, :transport, now_ms()
   FROM accounts WHERE accounts.id = :account_id
   RETURNING ${columns}`,
);

/** The password was right when it was looked at; whether it still is when the session begins is not asked. */
export const survivingSignIn: Defect = {
  name: 'a sign-in that survives the change of its password',
  published: 'the class of CVE-2026-9798 (Keycloak): one way does not look at the lock',
  statements: {
    'sessions.create': (executor, parameters) => {
      const { id, account_id, seed_hash, key_id, absolute, transport } = parameters as Beginning;
      return executor.first(beginAnyway, { id, account_id, seed_hash, key_id, absolute, transport });
    },
  },
};

const keepChain = statement<{ id: string; epoch: number }, RotatedSession>(
  'defect.keep_chain',
  `UPDATE sessions SET epoch = :epoch WHERE id = :id AND ended_at IS NULL RETURNING ${columns}`,
);

/** The session that changed the password goes on with the tokens it had: whoever shared them is still in. */
export const unseededChange: Defect = {
  name: 'a kept session that gets no other seed',
  published: 'the class of CVE-2026-9802 (Keycloak): what was spent before is good after',
  statements: {
    'sessions.reseed': (executor, parameters) => {
      const { id, epoch } = parameters as { id: string; epoch: number };
      return executor.first(keepChain, { id, epoch });
    },
  },
};
