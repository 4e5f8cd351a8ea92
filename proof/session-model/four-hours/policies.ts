import { newRow, present, rulesOf, seeAccess } from '../table.ts';

/** What a service does with refresh tokens, for one session. Instants and durations in seconds. */
export type Policy = {
  /** @returns the generation that is given, or null where the session has ended */
  refresh(generation: number, now: number): number | null;
  seeAccess(access: { generation: number; issuedAt: number }, now: number): void;
};
export type CreatePolicy = () => Policy;

const graceSeconds = 60;

/** The table of sessions. */
export const followTable: CreatePolicy = () => {
  const rules = rulesOf({ grace: graceSeconds, idle: Number.POSITIVE_INFINITY });
  let row = newRow(0);
  return {
    refresh: (generation, now) => {
      const after = present(rules, row, { generation, key: 0 }, now);
      row = after.row;
      return 'generation' in after.answer ? after.answer.generation : null;
    },
    seeAccess: (access, now) => {
      row = seeAccess(rules, row, access, now);
    },
  };
};

/** Every exchange rotates; a parent is answered with its child for so long after the rotation, and ends the session later. */
const rotateWithLeeway =
  (leewaySeconds: number): CreatePolicy =>
  () => {
    let [newest, rotatedAt, hasEnded] = [1, 0, false];
    return {
      refresh: (generation, now) => {
        if (hasEnded) return null;
        if (generation === newest) {
          newest += 1;
          rotatedAt = now;
          return newest;
        }
        if (generation === newest - 1 && leewaySeconds > 0 && now - rotatedAt <= leewaySeconds) return newest;
        hasEnded = true;
        return null;
      },
      seeAccess: () => {},
    };
  };

/** RFC 9700 to the letter: whatever is shown twice ends the session. */
export const rotateStrictly = rotateWithLeeway(0);
export const rotateWithThirtySeconds = rotateWithLeeway(30);
