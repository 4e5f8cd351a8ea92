import { describe, expect, it, vi } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { dialects, openTestDatabase } from '#test/every-database.ts';

/** Beside the apps that are installed, one whose samples are known here. */
const furniture = vi.hoisted(() => {
  const given: { accountId: string; seed: number }[] = [];
  const giveSamples = async (_context: unknown, target: { accountId: string; seed: number }) => {
    const isNew = given.every(({ accountId, seed }) => accountId !== target.accountId || seed !== target.seed);
    given.push(target);
    return { lamps: isNew ? 1 : 0, chairs: isNew ? 4 : 0, tables: 0 };
  };
  return { given, app: { tag: 'Furniture', routes: () => [], personalData: { tables: [] }, giveSamples } };
});
vi.mock('#apps/installed.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  furniture: furniture.app,
}));

type Made = { id: string; email: string; seed: number; made: Record<string, number> };
const command = 'sample-data --account ada@example.com';

describe('sample-data', () => {
  it('fills an account beside a running service, and adds nothing the second time', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const { id } = await app.givenAccount({ email: 'ada@example.com' });
    const made = await run(command);
    expect(made).toMatchObject({ exitCode: 0, error: '' });
    expect(made.out).toMatch(/^Made for ada@example\.com: (\d+ [a-z]+, )*1 lamp, 4 chairs\.\n$/);
    expect((await run(command)).out).toBe('Nothing new for ada@example.com: it was there already.\n');
    expect(await json<Made>(command)).toMatchObject({ exitCode: 0, id, seed: 1, made: { lamps: 0, chairs: 0 } });

    const others = await json<Made>(`${command} --seed 7`);
    expect(others).toMatchObject({ email: 'ada@example.com', seed: 7, made: { lamps: 1, chairs: 4, tables: 0 } });
    expect(furniture.given.map(({ seed }) => seed)).toEqual([1, 1, 1, 7]);
    expect(new Set(furniture.given.map(({ accountId }) => accountId))).toEqual(new Set([id]));
  });

  it('every app that is installed has something to give, on both databases, and gives it once', async () => {
    for (const dialect of dialects) {
      const test = await openTestDatabase(dialect);
      try {
        const { json } = openCommandLine({ DATABASE_URL: test.url });
        await json('admin create --email ada@example.com', { input: 'four patient lanterns\n' });
        const first = await json<Made>(command);
        expect(first).toMatchObject({ exitCode: 0, email: 'ada@example.com' });
        const apps = Object.keys(await import('#apps/installed.ts'));
        const given = Object.values(first.made).filter((count) => count > 0);
        // Of the furniture two kinds.
        expect(given.length).toBeGreaterThanOrEqual(apps.length + 1);
        expect(Object.values((await json<Made>(command)).made)).toEqual(Object.keys(first.made).map(() => 0));
      } finally {
        await test.close();
      }
    }
  });

  it('refuses an address that has no account, and what cannot be read', async () => {
    const { run, json } = openCommandLine();
    expect(await run('sample-data --account nobody@example.com')).toEqual({
      exitCode: 1,
      out: '',
      error: 'No account has this e-mail address.\n',
    });
    expect(await json('sample-data --account nobody@example.com')).toEqual({
      exitCode: 1,
      error: { code: 'not_found', message: 'No account has this e-mail address.' },
    });
    for (const [line, expected] of [
      ['sample-data', '--account is missing.'],
      ['sample-data ada@example.com', '"ada@example.com" is not expected here.'],
      ['sample-data --account a@b.example --seed x', '--seed must be a number from 0 to 2147483647.'],
      ['sample-data --account a@b.example --seed 2147483648', '--seed must be a number from 0 to 2147483647.'],
      ['sample-data --account a@b.example --seed 1e3', '--seed must be a number from 0 to 2147483647.'],
    ] as const)
      expect([line, await run(line)]).toEqual([
        line,
        { exitCode: 2, out: '', error: expect.stringContaining(expected) },
      ]);
  });

  it('refuses in production unless that is said to be meant', async () => {
    const { run, json } = openCommandLine({ NODE_ENV: 'production', PUBLIC_URL: 'https://app.example', MAIL: 'off' });
    await run('admin create --email ada@example.com', { input: 'four patient lanterns\n' });
    expect(await json(command)).toMatchObject({ exitCode: 1, error: { code: 'production' } });
    expect((await run(command)).error).toMatch(/--production-too.* Nothing was changed\.\n$/);
    expect(await json<Made>(`${command} --production-too`)).toMatchObject({ exitCode: 0, made: { lamps: 1 } });
  });
});
