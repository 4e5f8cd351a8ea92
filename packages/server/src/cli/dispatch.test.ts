import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { commands } from './commands.ts';

const names = Object.keys(commands);

describe('the command line', () => {
  it('lists every command, by any of four spellings', async () => {
    const { run } = openCommandLine();
    for (const line of ['', '--help', '-h', 'help']) {
      const { exitCode, out } = await run(line);
      expect(exitCode).toBe(0);
      for (const name of names) expect(out).toContain(`  ${name} `);
    }
  });

  it('tells its version', async () => {
    const { out } = await openCommandLine().run('--version');
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(names)('explains %s, with every option and an example', async (name) => {
    const { run } = openCommandLine();
    const told = await run(`${name} --help`);
    expect(told).toMatchObject({ exitCode: 0, error: '' });
    expect(told.out).toMatch(new RegExp(`^Usage: portress ${name}\\b`));
    const definition = await commands[name]?.load();
    for (const option of Object.keys(definition?.options ?? {})) expect(told.out).toContain(`--${option}`);
    expect(told.out).toMatch(new RegExp(`Examples:\n  portress ${name}\\b`));
    expect(await run(`help ${name}`)).toEqual(told);
  });

  it('suggests what was probably meant, and ends with 2', async () => {
    const { run } = openCommandLine();
    const near = await run('docter');
    expect(near).toMatchObject({ exitCode: 2, out: '' });
    expect(near.error).toContain('There is no command "docter". Did you mean "portress doctor"?');
    expect((await run('accounts resetlink a@example.com')).error).toContain('"portress accounts reset-link"');
    const far = await run('frobnicate');
    expect(far.exitCode).toBe(2);
    expect(far.error).not.toContain('Did you mean');
  });

  it('shows the commands of a group whose name alone was typed', async () => {
    const { run } = openCommandLine();
    const told = await run('accounts');
    expect(told).toMatchObject({ exitCode: 2, out: '' });
    expect(told.error).toContain('accounts reset-link');
    expect(told.error).not.toContain('keys rotate');
    expect(await run('accounts --help')).toMatchObject({ exitCode: 0, error: '' });
  });

  it.each([
    ['migrate --force', "Unknown option '--force'."],
    ['migrate now', '"now" is not expected here.'],
    ['accounts verify', 'EMAIL is missing.'],
    ['accounts verify a@example.com b@example.com', '"b@example.com" is not expected here.'],
    ['doctor --send-test', "Option '--send-test <value>' argument missing."],
    ['migrate --json=yes', "Option '--json' does not take an argument."],
    ['admin create', '--email is missing.'],
    ['constructor', 'There is no command "constructor".'],
  ])('refuses "%s" with a sentence and the usage', async (line, sentence) => {
    const told = await openCommandLine().run(line);
    expect(told).toMatchObject({ exitCode: 2, out: '' });
    expect(told.error.startsWith(sentence)).toBe(true);
    expect(told.error).toContain('Usage: portress');
  });

  it('tells wrong settings as a list, not as a stack', async () => {
    const { run, json } = openCommandLine({ PORT: 'eighty', LOG_LEVEL: 'loud' });
    const told = await run('migrate');
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error).toMatch(/PORT: .*\n {2}LOG_LEVEL: /);
    expect(told.error).not.toContain('    at ');
    expect(await json('migrate')).toMatchObject({ exitCode: 1, error: { code: 'settings' } });
  });

  it('tells what cannot be read in the settings of mail in the same list, without the password in it', async () => {
    const SMTP_URL = 'smtp://ada:hunter2hunter2@mail.example:587?tls=off';
    const told = await openCommandLine({ SMTP_URL, MAIL_FROM: 'a@example.com, b@example.com' }).run('migrate');
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error).toBe(
      'Portress cannot start with these settings:\n  SMTP_URL: must end after host and port\n' +
        '  MAIL_FROM: must be one address, or a name and one address in angle brackets\n',
    );
  });

  it('tells a file that is no database, and a folder in its place, as a sentence', async () => {
    const { run, dataDirectory } = openCommandLine();
    writeFileSync(join(dataDirectory, 'portress.db'), 'a letter, and certainly not a database. '.repeat(20));
    const error = 'The database is not available: file is not a database. `portress doctor` says more.\n';
    expect(await run('migrate')).toEqual({ exitCode: 1, out: '', error });
    const folder = openCommandLine({ DATABASE_URL: `sqlite:${dataDirectory}` });
    expect(await folder.run('accounts list')).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/^The database is not available: unable to open database file\. /),
    });
  });

  it('tells a database that is away as a sentence', async () => {
    const told = await openCommandLine({ DATABASE_URL: 'postgres://127.0.0.1:1/portress' }).run(
      'accounts verify a@example.com',
    );
    expect(told.exitCode).toBe(1);
    expect(told.error).toContain('ECONNREFUSED');
    expect(told.error).not.toContain('    at ');
  });
});
