import type { RotatedSession } from '#features/sessions/store.ts';
import { statement } from '#platform/database/statement.ts';
import type { Defect } from '#proof/interleavings/subjects.ts';
import { isRotated, presentedOf, readRow } from './read-row.ts';

const columns =
  'account_id, generation, key_id, reissues, window_at, generation_at, absolute_at, epoch, transport, created_at, now_ms() AS now';

const addOne = statement<{ id: string }, RotatedSession>(
  'defect.add_one',
  `UPDATE sessions SET generation = generation + 1, window_at = now_ms(), generation_at = now_ms(), reissues = 0, proved_at = NULL
   WHERE id = :id AND ended_at IS NULL RETURNING ${columns}`,
);
const setTo = statement<{ id: string; generation: number }, RotatedSession>(
  'defect.set_to',
  `UPDATE sessions SET generation = :generation, window_at = now_ms(), generation_at = now_ms(), reissues = 0, proved_at = NULL
   WHERE id = :id AND ended_at IS NULL RETURNING ${columns}`,
);
const writeBack = statement<{ id: string; generation: number }, RotatedSession>(
  'defect.write_back',
  `UPDATE sessions SET generation = :generation, window_at = now_ms(), generation_at = now_ms(), reissues = 0, proved_at = NULL,
     ended_at = NULL, ended_reason = NULL
   WHERE id = :id RETURNING ${columns}`,
);

/** Whether a token may rotate is looked at in one step, and it rotates in another. */
export const checkThenActRotation: Defect = {
  name: 'a rotation that looks first and then counts on',
  published: 'CVE-2026-1035 (Keycloak)',
  statements: {
    'sessions.rotate': async (executor, parameters) => {
      const { id, gen } = presentedOf(parameters);
      const row = await readRow(executor, parameters);
      if (row === undefined || (row.generation !== gen && row.generation !== gen + 1)) return undefined;
      return isRotated(row, gen) ? executor.first(addOne, { id }) : row;
    },
  },
};

/** A replay is looked for in a copy of the row; meanwhile others go on, and the slow one sets the chain back. */
export const staleReplayDetection: Defect = {
  name: 'a replay that is looked for before the row is written',
  published: 'CVE-2026-1035 and keycloak/keycloak#50999 (Keycloak)',
  statements: {
    'sessions.rotate': async (executor, parameters) => {
      const { id, gen } = presentedOf(parameters);
      const row = await readRow(executor, parameters);
      if (row === undefined || (row.generation !== gen && row.generation !== gen + 1)) return undefined;
      return isRotated(row, gen) || row.generation === gen + 1
        ? executor.first(setTo, { id, generation: gen + 1 })
        : row;
    },
  },
};

/** The refresh read the session before it was ended, and writes all of it back. */
export const resurrectingRefresh: Defect = {
  name: 'a refresh that writes a revoked session back',
  published: 'better-auth/better-auth#11073',
  statements: {
    'sessions.rotate': async (executor, parameters) => {
      const { id, gen } = presentedOf(parameters);
      const row = await readRow(executor, parameters);
      if (row === undefined || (row.generation !== gen && row.generation !== gen + 1)) return undefined;
      return isRotated(row, gen) ? executor.first(writeBack, { id, generation: gen + 1 }) : row;
    },
  },
};
