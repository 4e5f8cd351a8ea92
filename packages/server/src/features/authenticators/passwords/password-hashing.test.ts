import { execFileSync } from 'node:child_process';
import { hash as argon2 } from '@node-rs/argon2';
import { afterEach, expect, test } from 'vitest';
import { Problem } from '#platform/errors.ts';
import { createPasswordHashing, type PasswordHashing } from './password-hashing.ts';

const opened: PasswordHashing[] = [];
const open = (threads?: number, idleMilliseconds?: number): PasswordHashing => {
  const hashing = createPasswordHashing(threads, idleMilliseconds);
  opened.push(hashing);
  return hashing;
};
afterEach(async () => {
  for (const hashing of opened.splice(0)) await hashing.close();
});

test('M02: a password is kept as argon2id with its cost and a salt of its own', async () => {
  const hashing = open();
  const [one, other] = await Promise.all([hashing.hash('a password'), hashing.hash('a password')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await hashing.verify(one, 'a password')).toBe(true);
  expect(await hashing.verify(one, 'a passwort')).toBe(false);
  expect(hashing.needsRehash(one)).toBe(false);
});

test('B12: nothing is trimmed, folded or truncated', async () => {
  const hashing = open();
  const long = `${'x'.repeat(72)}one`;
  const hash = await hashing.hash(long);
  expect(await hashing.verify(hash, `${'x'.repeat(72)}two`)).toBe(false);
  for (const near of [`${long} `, ` ${long}`, long.toUpperCase(), `${long}\0`, long.slice(0, -1)])
    expect(await hashing.verify(hash, near)).toBe(false);
  const withNul = await hashing.hash('before\0after');
  expect(await hashing.verify(withNul, 'before\0other')).toBe(false);
});

test('B13: the composed and the decomposed form are one password', async () => {
  const hashing = open();
  const hash = await hashing.hash('caf\u00e9 na\u00efve');
  expect(await hashing.verify(hash, 'cafe\u0301 nai\u0308ve')).toBe(true);
});

test('a hash of another cost or kind wants to be made anew', async () => {
  const hashing = open();
  expect(hashing.needsRehash(await argon2('x', { memoryCost: 8192, timeCost: 2, parallelism: 1 }))).toBe(true);
  expect(hashing.needsRehash(await argon2('x', { memoryCost: 19456, timeCost: 3, parallelism: 1 }))).toBe(true);
  expect(hashing.needsRehash('$2b$12$KIXQ4Z5bQ0aFq3mM1nQbUuX1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b')).toBe(true);
});

test('beyond the queue it answers 503 at once, and what was taken is carried out', async () => {
  const hashing = open(1);
  const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => hashing.hash('a password')));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(outcomes.length - refused.length).toBe(74);
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(Problem);
    expect(reason).toMatchObject({ code: 'overloaded', status: 503 });
    expect(reason.details.retryAfterSeconds).toBeGreaterThanOrEqual(2);
  }
  expect(await hashing.hash('later')).toMatch(/^\$argon2id/);
});

test('guesses go first: where a queue takes no more of them, it still takes new passwords', async () => {
  const hashing = open(1);
  const hash = await hashing.hash('a password');
  const guesses = Array.from({ length: 80 }, () => hashing.verify(hash, 'a password'));
  expect(hashing.hasRoom()).toBe(false);
  const made = hashing.hash('another password');
  const outcomes = await Promise.allSettled(guesses);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(66);
  expect(await made).toMatch(/^\$argon2id/);
  expect(hashing.hasRoom()).toBe(true);
});

test('what takes longer fills the queue sooner: it is as long in time, not in number', async () => {
  const hashing = open(1);
  // bcrypt of cost 11 takes as long as eight of ours.
  const dear = '$2b$11$KDO1F9.iv30JGqfcNLZ3LOZMH0o10iH9AUxxfmqP9avn7CWKrFTIq';
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => hashing.verify(dear, 'wrong')));
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(10);
  expect(hashing.hasRoom()).toBe(true);
});

test('a password in two forms is twice the work, and counts as that', async () => {
  const hashing = open(1);
  const hash = await hashing.hash('a password');
  const guesses = Array.from({ length: 60 }, () => hashing.verify(hash, 'cafe\u0301'));
  const outcomes = await Promise.allSettled(guesses);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(34);
});

test('B13: what another system hashed as it was typed is right as typed, and composed where it was composed', async () => {
  const hashing = open();
  const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'].map((typed) => argon2(typed, { memoryCost: 512 }));
  expect(await hashing.verify((await composed) ?? '', 'cafe\u0301')).toBe(true);
  expect(await hashing.verify((await composed) ?? '', 'caf\u00e9')).toBe(true);
  expect(await hashing.verify((await decomposed) ?? '', 'cafe\u0301')).toBe(true);
  // As it was there: whoever types another form than the one that was hashed is not let in.
  expect(await hashing.verify((await decomposed) ?? '', 'caf\u00e9')).toBe(false);
});

test('a hash that cannot be read is an error of ours, not a wrong password, and the thread lives on', async () => {
  const hashing = open(1);
  await expect(hashing.verify('not a hash', 'x')).rejects.toThrow(/no kind/);
  expect(await hashing.hash('x')).toMatch(/^\$argon2id/);
});

test('closing carries out what waits, and takes nothing more', async () => {
  const hashing = open(2);
  const waiting = Array.from({ length: 12 }, () => hashing.hash('a password'));
  const closed = hashing.close();
  await expect(hashing.hash('late')).rejects.toMatchObject({ code: 'unavailable' });
  await closed;
  for (const hash of await Promise.all(waiting)) expect(hash).toMatch(/^\$argon2id/);
});

test.runIf(process.platform === 'linux')(
  'hashing yields to the event loop: its threads are nice, this one is not',
  async () => {
    const hashing = open(2);
    await Promise.all([hashing.hash('one'), hashing.hash('two')]);
    const priorities = execFileSync('ps', ['-L', '-o', 'ni=', '-p', String(process.pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    expect(priorities.filter((priority) => priority === '19')).toHaveLength(2);
    expect(priorities[0]).not.toBe('19');
  },
);

test('ends its threads when there is nothing to do, and begins new ones for the next password', async () => {
  // Linux shows a process its threads; the ones that hash are the only ones with this niceness.
  const countThreads = (): number =>
    execFileSync('ps', ['-L', '-o', 'ni=', '-p', String(process.pid)], { encoding: 'utf8' })
      .split('\n')
      .filter((niceness) => niceness.trim() === '19').length;
  const hashing = open(1, 20);
  const hash = await hashing.hash('a password');
  if (process.platform === 'linux')
    await expect.poll(countThreads, { timeout: 10_000, message: 'the thread goes on' }).toBe(0);
  expect(await hashing.verify(hash, 'a password')).toBe(true);
});
