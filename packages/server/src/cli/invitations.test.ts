import { describe, expect, it } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { openCommandLine } from '#test/command-line.ts';

type Printed = { id: string; url: string; email: string | null; role: string; mailed: boolean; expires_at: string };
const tokenOf = (url: string): string => url.split('#token=')[1] ?? '';
const password = 'a good long password';

describe('invitations', () => {
  it('create prints a link by which somebody signs up where that is closed', async () => {
    const { json, serve } = openCommandLine();
    const app = await serve({ SIGN_UP: 'closed' });
    const printed = await json<Printed>('invitations create --email Ann@Example.com --role moderator --days 2');
    expect(printed).toMatchObject({ exitCode: 0, email: 'Ann@Example.com', role: 'moderator', mailed: true });
    expect((Date.parse(printed.expires_at) - Date.now()) / 3_600_000).toBeCloseTo(48, 1);
    const body = { email: 'ann@example.com', password, invitation: tokenOf(printed.url) };
    const answer = await app.post('/api/auth/sign-up', body);
    expect(answer.json().account).toMatchObject({ role: 'moderator' });

    const listed = await json<{ items: object[] }>('invitations list');
    expect(listed.items).toMatchObject([{ id: printed.id, invited_by: null, account_id: answer.json().account.id }]);
  });

  it('list and revoke speak to people too', async () => {
    const { run, json, serve } = openCommandLine();
    await serve();
    expect((await run('invitations list')).out).toContain('There are no invitations.');
    const { id } = await json<Printed>('invitations create');
    expect((await run('invitations list')).out).toMatch(new RegExp(`${id}\\s+open until .* user\\s+\\(anybody\\)`));
    expect(await run(`invitations revoke ${id}`)).toMatchObject({ exitCode: 0, out: 'The invitation is dead.\n' });
    expect(await run(`invitations revoke ${id}`)).toMatchObject({ exitCode: 1, out: '' });
  });

  it.each(['--email nonsense', '--role owner', '--days 0', '--days 31', '--days week'])(
    'create %s cannot be read',
    async (options) => {
      const { run, serve } = openCommandLine();
      await serve();
      const { exitCode, error } = await run(`invitations create ${options}`);
      expect(exitCode).toBe(2);
      expect(error).toContain(options.split(' ')[0]);
    },
  );
});

describe('audit verify', () => {
  it('says that the log is whole, and prints a mark that the next look takes', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    await app.signIn(await app.givenAccount());
    const first = await json<{ is_whole: boolean; events: number; mark: string }>('audit verify');
    expect(first).toMatchObject({ exitCode: 0, is_whole: true, events: 2 });
    expect((await run(`audit verify --since ${first.mark}`)).out).toContain('The audit log is whole: 2 events.');
    expect(await run('audit verify --since 1.2.3')).toMatchObject({ exitCode: 2 });
  });

  it('names what was changed, with exit code 1', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    await app.signIn(await app.givenAccount());
    await json('audit verify');
    const forge = statement<Record<never, never>>(
      'test.forge',
      "UPDATE audit_events SET ip = '192.0.2.1' WHERE sequence = 2",
    );
    await app.database.write.change(forge, {});
    const told = await run('audit verify');
    expect(told.exitCode).toBe(1);
    expect(told.out).toMatch(/The audit log was changed \(2 events\):\n {2}event 2 \([\w-]{22}\) was changed/);
  });
});
