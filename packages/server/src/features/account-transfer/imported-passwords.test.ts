import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAccount } from '#features/accounts/store.ts';
import { findPasswordHash, setPassword } from '#features/authenticators/passwords/store.ts';
import { removeUnverifiedAccounts } from '#features/email-verification/remove-unverified-accounts.ts';
import { openCommandLine } from '#test/command-line.ts';
import { givenForeignHashes } from '#test/given-foreign-hashes.ts';
import { describeApp, type TestAccount, type TestApp } from '#test/test-app.ts';

const withoutLimit = { SIGN_IN_FAILURES_PER_15_MINUTES: '0' };
/** Of each kind the first, and another one in turn, so that every password occurs. */
const foreign = givenForeignHashes().filter(
  ({ kind, columns }, index, all) =>
    columns.password_salt === undefined && (all[index - 1]?.kind !== kind || index % 7 === 3),
);
/** Some two hundred hashes; ample for a machine that is busy with something else. */
const longestMilliseconds = 90_000;

/** Brings people with these hashes in by the command, beside the running service. */
async function bring(app: TestApp, rows: readonly { hash: string; password: string }[]): Promise<TestAccount[]> {
  const { dataDirectory, json } = openCommandLine({ DATABASE_URL: app.url });
  const file = join(dataDirectory, 'people.csv');
  const people = rows.map(({ password }, index) => ({
    id: `person-${index}`,
    email: `person-${index}@example.com`,
    password,
  }));
  const lines = rows.map(({ hash }, index) => `person-${index},person-${index}@example.com,"${hash}"`);
  writeFileSync(file, `id,email,hashed_password\n${lines.join('\n')}\n`);
  expect(await json(`accounts import ${file} --keep-ids --verified all`)).toMatchObject({
    brought_in: rows.length,
    refused: 0,
  });
  return people;
}

const ours = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
const hashOf = async (app: TestApp, { id }: TestAccount): Promise<string> =>
  (await findPasswordHash(app.database.read, id)) ?? '';
/** Of a kind that is not cheap, and reads every byte. */
const givenOne = async (app: TestApp, kind = 'django-pbkdf2-sha256') => {
  const row = givenForeignHashes().find((one) => one.kind === kind) ?? { hash: '', password: '' };
  const [person] = await bring(app, [row]);
  if (person === undefined) throw new Error('nobody was brought in');
  return { person, hash: row.hash };
};

describeApp('people who were brought in', (open) => {
  test(
    'sign in with the password they had, and from then on it is kept as ours; a wrong one changes nothing (B12)',
    async () => {
      const app = await open(withoutLimit);
      const people = await bring(app, foreign);
      expect(new Set(foreign.map(({ kind }) => kind)).size).toBeGreaterThan(25);
      await Promise.all(
        people.map(async (person, index) => {
          const { kind, hash } = foreign[index] ?? { kind: '', hash: '' };
          for (const wrong of [`X${person.password}`, `${person.password.slice(0, 70)}\0`])
            expect((await app.signIn({ ...person, password: wrong })).statusCode, `${kind} ${wrong}`).toBe(401);
          expect(await hashOf(app, person)).toBe(hash);
          expect((await app.signIn(person)).statusCode, `${kind} ${person.password}`).toBe(200);
          const renewed = await hashOf(app, person);
          expect(renewed).toMatch(ours);
          if (kind !== 'argon2id-our-cost') expect(renewed).not.toBe(hash);
        }),
      );
      // From now on every byte counts, whatever it was that brought them here, and both normal forms are one password.
      const long = people.find(
        (_, index) => foreign[index]?.kind === 'bcrypt-2a' && foreign[index].password.length > 72,
      );
      const accented = people.find(({ password }) => password !== password.normalize('NFC'));
      if (long === undefined || accented === undefined) throw new Error('the fixture has lost somebody');
      expect((await app.signIn({ ...long, password: `${long.password.slice(0, -1)}_` })).statusCode).toBe(401);
      expect((await app.signIn(long)).statusCode).toBe(200);
      for (const form of ['NFC', 'NFD'] as const)
        expect((await app.signIn({ ...accented, password: accented.password.normalize(form) })).statusCode).toBe(200);
    },
    longestMilliseconds,
  );

  test('of fifty right sign-ins at once all come in and one renews the hash; fifty wrong ones leave it', async () => {
    const app = await open(withoutLimit);
    const { person, hash } = await givenOne(app);
    const fifty = (password: string) =>
      Promise.all(Array.from({ length: 50 }, () => app.signIn({ ...person, password })));
    expect(new Set((await fifty('wrong')).map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
    expect(await hashOf(app, person)).toBe(hash);
    expect(new Set((await fifty(person.password)).map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(await hashOf(app, person)).toMatch(ours);
    expect((await app.signIn(person)).statusCode).toBe(200);
  });

  test('B2: wrong, without a password, with one that nobody can read, and unknown are answered alike, and none of them is a fault', async () => {
    const app = await open(withoutLimit);
    const { person } = await givenOne(app);
    const unreadable = await app.givenAccount();
    await app.database.transaction((transaction) => setPassword(transaction, unreadable.id, 'md5$no$longer'));
    const costly = await app.givenAccount();
    const endless = '$pbkdf2-sha512$999999999$AAAA$'.padEnd(30 + 86, 'A');
    await app.database.transaction((transaction) => setPassword(transaction, costly.id, endless));
    const { dataDirectory, run } = openCommandLine({ DATABASE_URL: app.url });
    writeFileSync(join(dataDirectory, 'nobody.csv'), 'email,password\nnone@example.com,!unusable\n');
    await run(`accounts import ${join(dataDirectory, 'nobody.csv')} --verified all`);
    const answers = [];
    for (const email of [person.email, unreadable.email, costly.email, 'none@example.com', 'unknown@example.com'])
      answers.push(await app.signIn({ id: '', email, password: 'a wrong password' }));
    const shown = answers.map((answer) => ({
      status: answer.statusCode,
      body: { ...answer.json<Record<string, unknown>>(), request_id: null },
      headers: Object.keys(answer.headers),
    }));
    for (const one of shown) expect(one).toEqual(shown[0]);
    expect(shown[0]?.status).toBe(401);
  });

  test('without a password they reset it', async () => {
    const app = await open();
    const { dataDirectory, run } = openCommandLine({ DATABASE_URL: app.url });
    writeFileSync(join(dataDirectory, 'ann.csv'), 'email\nann@example.com\n');
    await run(`accounts import ${join(dataDirectory, 'ann.csv')}`);
    await app.post('/api/auth/password-reset/request', { email: 'ann@example.com' });
    const token = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
    const password = 'four words nobody heard';
    expect((await app.post('/api/auth/password-reset', { token, password })).statusCode).toBe(204);
    expect((await app.signIn({ id: '', email: 'ann@example.com', password })).statusCode).toBe(200);
  });

  test('are not removed for an address that they never confirmed here', async () => {
    const app = await open();
    const { dataDirectory, run } = openCommandLine({ DATABASE_URL: app.url });
    writeFileSync(join(dataDirectory, 'ann.csv'), 'id,email,created_at\nann,ann@example.com,2015-01-01\n');
    await run(`accounts import ${join(dataDirectory, 'ann.csv')} --keep-ids`);
    const stranger = await app.givenAccount({ isVerified: false });
    await app.clock.wind({ seconds: 8 * 24 * 3600 });
    await removeUnverifiedAccounts(app.app.context);
    expect(await findAccount(app.database.read, stranger.id)).toBeUndefined();
    expect(await findAccount(app.database.read, 'ann')).toMatchObject({ email: 'ann@example.com' });
  });
});
