import { expect, test } from 'vitest';
import { createStanding, memoryStore } from './standing.ts';

const inAnHour = Date.now() + 3_600_000;

function given() {
  const heard: string[] = [];
  const standing = createStanding(
    memoryStore(),
    () => {},
    (change) => heard.push(change.kind === 'signed_out' ? `out, ${change.reason}` : change.kind),
  );
  return { standing, heard };
}

test('a tab that was frozen keeps the newest of the tokens that it hears of at once', () => {
  const { standing } = given();
  standing.hear({ kind: 'signed_in', accessToken: 'fresh', accessTokenEndsAt: inAnHour });
  const { freshness } = standing;
  standing.hear({ kind: 'refreshed', accessToken: 'expired', accessTokenEndsAt: Date.now() - 60_000 });
  expect([standing.accessToken, standing.freshness]).toEqual(['fresh', freshness]);
});

test('a token of an hour ago is not taken for one of an hour', () => {
  const { standing } = given();
  const hourAgo = Date.now() - 3_600_000;
  standing.hear({ kind: 'refreshed', accessToken: 'old', accessTokenEndsAt: hourAgo });
  expect(standing.accessTokenEndsAt).toBe(hourAgo);
});

test.each(['signed_out', 'elsewhere'] as const)(
  'after “%s”, late news of a refresh brings nobody back',
  async (reason) => {
    const { standing, heard } = given();
    if (reason === 'elsewhere') standing.hear({ kind: 'signed_out' });
    else await standing.signOut(reason);
    standing.hear({ kind: 'refreshed', accessToken: 'late', accessTokenEndsAt: inAnHour });
    expect([standing.is, standing.accessToken, heard]).toEqual(['signed_out', null, [`out, ${reason}`]]);
  },
);

test('a sign-in elsewhere brings everybody back', async () => {
  const { standing, heard } = given();
  await standing.signOut('signed_out');
  standing.hear({ kind: 'signed_in', accessToken: 'new', accessTokenEndsAt: inAnHour });
  expect([standing.is, standing.accessToken, heard]).toEqual(['signed_in', 'new', ['out, signed_out', 'signed_in']]);
});
