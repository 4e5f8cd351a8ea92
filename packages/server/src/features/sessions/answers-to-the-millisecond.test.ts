import { describe, expect, it } from 'vitest';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { givenOwner, givenRow, rowsOf } from '#test/given-session-rows.ts';
import { rotateSession } from './store.ts';

const now = 1_900_000_000_000;
const graceSeconds = 60;
const idleSeconds = 3600;
const grace = graceSeconds * 1000;
const idle = idleSeconds * 1000;
const seedHash = Buffer.alloc(32, 7);
const presentKey = 3;
const formerKey = 1;

type State = {
  generation: number;
  window: number;
  reissues: number;
  proved: number | null;
  absolute: number;
  ended: number | null;
};
type Question = State & { presented: number; isOfChain: boolean };
type Row = Pick<State, 'generation' | 'window' | 'reissues' | 'proved'> & { key: number; made: number };

/** Each part of a state on both sides of each of its boundaries, with every token that can be shown to it. */
function* questions(): Generator<Question> {
  const generations = [1, 4].flatMap((generation) =>
    [-2, -1, 0, 1].map((by) => ({ generation, presented: generation + by })),
  );
  for (const { generation, presented } of generations)
    for (const window of [now, now - grace, now - grace - 1, now - idle + 1, now - idle])
      for (const reissues of [0, 2])
        for (const proved of [null, now - grace, now - grace - 1])
          for (const absolute of [now + 1, now])
            for (const ended of [null, now - 1])
              for (const isOfChain of [true, false])
                if (presented > 0)
                  yield { generation, presented, window, reissues, proved, absolute, ended, isOfChain };
}

/** The table of state-machine.md, to the millisecond. Undefined where the statement finds no row. */
function rowAfter(asked: Question): Row | undefined {
  const { generation, presented, window, reissues, proved } = asked;
  const before: Row = { generation, window, reissues, proved, key: formerKey, made: window };
  const isLive = asked.ended === null && asked.absolute > now && window + idle > now;
  if (!isLive || !asked.isOfChain) return undefined;
  if (presented === generation) {
    if (generation === 1 || now > window + grace)
      return { generation: generation + 1, window: now, reissues: 0, proved: null, key: presentKey, made: now };
    return reissues > 0 && proved === null ? { ...before, proved: now } : before;
  }
  if (presented !== generation - 1) return undefined;
  if (proved === null) return { ...before, window: now, reissues: reissues + 1 };
  return now <= proved + grace ? before : undefined;
}

describe('the states that are tried', () => {
  it('are more than a thousand, and of each answer there are some', () => {
    const asked = [...questions()];
    expect(asked.length).toBeGreaterThan(1000);
    const rows = asked.map(rowAfter);
    const rotated = rows.filter((row) => row?.key === presentKey);
    const given = rows.filter((row) => row?.key === formerKey);
    for (const some of [rotated, given, rows.filter((row) => row === undefined)])
      expect(some.length).toBeGreaterThan(20);
  });
});

describeOnEveryDatabase('every state of a session', (open) => {
  it('P1, P6: is answered and changed as the table says, to the millisecond of every boundary', async () => {
    const test = await open();
    await freezeClock(test, now);
    await givenOwner(test.database, 'owner');
    const asked = [...questions()].map((question, index) => ({
      ...question,
      id: `s${String(index).padStart(5, '0')}`,
    }));
    await Promise.all(
      asked.map(({ id, generation, window, reissues, proved, absolute, ended }) =>
        givenRow(test.database, {
          id,
          account_id: 'owner',
          seed_hash: seedHash,
          key_id: formerKey,
          generation,
          window_at: window,
          generation_at: window,
          reissues,
          proved_at: proved,
          absolute_at: absolute,
          ended_at: ended,
        }),
      ),
    );
    const answers = await Promise.all(
      asked.map(({ id, presented: generation, isOfChain }) =>
        rotateSession(test.database, {
          id,
          seedHash: isOfChain ? seedHash : Buffer.alloc(32, 8),
          generation,
          keyId: presentKey,
          graceSeconds,
          idleSeconds,
        }),
      ),
    );
    const rows = await rowsOf(test.database);
    for (const [index, question] of asked.entries()) {
      const expected = rowAfter(question);
      const { generation, window, reissues, proved, key, made } = expected ?? {
        ...question,
        key: formerKey,
        made: question.window,
      };
      const told = JSON.stringify(question);
      const stands = { generation, window_at: window, reissues, key_id: key, generation_at: made };
      expect(rows[index], told).toMatchObject({ ...stands, proved_at: proved, ended_at: question.ended });
      if (expected === undefined) expect(answers[index], told).toBeUndefined();
      else
        expect(answers[index], told).toEqual({
          ...stands,
          account_id: 'owner',
          absolute_at: question.absolute,
          epoch: 4,
          transport: 'body',
          created_at: 0,
          now,
        });
    }
  });
});
