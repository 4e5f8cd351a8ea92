import { describe, expect, it } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { bearer } from '#test/test-app.ts';

type Printed = {
  id: string;
  key: string;
  name: string;
  scopes: string[];
  per_minute: number | null;
  expires_at: string | null;
};

describe('service keys', () => {
  it('create prints a key by which another service calls, and nothing tells it again', async () => {
    const { json, run, serve } = openCommandLine();
    const app = await serve();
    const options = '--scopes revocations:read,introspect --expires-in 90d --per-minute 600';
    const printed = await json<Printed>(`service-keys create shop ${options}`);
    expect(printed).toMatchObject({
      exitCode: 0,
      name: 'shop',
      scopes: ['revocations:read', 'introspect'],
      per_minute: 600,
    });
    expect((Date.parse(printed.expires_at ?? '') - Date.now()) / 86_400_000).toBeCloseTo(90, 1);
    expect((await app.get('/api/revocations', bearer(printed.key))).statusCode).toBe(200);
    const listed = [await run('service-keys list'), await run('service-keys list --json')].map(({ out }) => out).join();
    expect(listed).toMatch(new RegExp(`${printed.id}\\s+good until .* shop .*revocations:read,introspect`));
    expect(listed).not.toContain(printed.key.slice(4));
  });

  it('revoke ends it at once, and says so once', async () => {
    const { json, run, serve } = openCommandLine();
    const app = await serve();
    expect((await run('service-keys list')).out).toContain('There are no service keys.');
    const { id, key } = await json<Printed>('service-keys create shop --scopes accounts:read');
    expect((await app.get('/api/accounts', bearer(key))).statusCode).toBe(200);
    expect(await run(`service-keys revoke ${id}`)).toMatchObject({ exitCode: 0, out: 'The key of shop is dead.\n' });
    expect((await app.get('/api/accounts', bearer(key))).statusCode).toBe(401);
    const again = await run(`service-keys revoke ${id}`);
    expect([again.exitCode, again.error]).toEqual([1, expect.stringContaining('There is no such service key')]);
    expect((await run('service-keys list')).out).toMatch(/revoked \d{4}-\d\d-\d\d {2}shop/);
  });

  it.each([
    ['', '--scopes must name at least one of revocations:read, introspect, accounts:read.'],
    ['--scopes account:read', 'There is no scope "account:read". Did you mean "accounts:read"?'],
    ['--scopes accounts:write', 'There is no scope "accounts:write".'],
    ['--scopes introspect --expires-in 90', '--expires-in must be a time such as 90d, 12h or 30m'],
    ['--scopes introspect --expires-in 0d', '--expires-in must be a time'],
    ['--scopes introspect --expires-in 5000d', '--expires-in must be a time'],
    ['--scopes introspect --per-minute 0', '--per-minute must be a number from 1'],
    ['--scopes introspect --per-minute many', '--per-minute must be a number from 1'],
  ])('create %s cannot be read, and says what would be right', async (options, sentence) => {
    const { run, serve } = openCommandLine();
    await serve();
    const { exitCode, error } = await run(`service-keys create shop ${options}`.trim());
    expect([exitCode, error]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
