import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { dispatch } from '#server/cli/dispatch.ts';
import { openApp, type TestApp, testSecret } from './test-app.ts';

export type Told = { exitCode: number; out: string; error: string };

export type CommandLine = {
  dataDirectory: string;
  /** Runs one line in this process; `input` is standard input, `answers` is what a person types unseen. */
  run(line: string, given?: { input?: string; answers?: string[] }): Promise<Told>;
  /** The same with `--json`, parsed. */
  json<T>(line: string, given?: { input?: string }): Promise<T & { exitCode: number }>;
  /** The service, running on the same database file. */
  serve(settings?: Record<string, string>): Promise<TestApp>;
};

/** The command line with settings and a DATA_DIR of its own; nothing of the shell that runs the tests shows in it. */
export function openCommandLine(settings: Record<string, string | undefined> = {}): CommandLine {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'portress-cli-'));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const all = { NODE_ENV: 'test', SECRET_KEY: testSecret, DATA_DIR: dataDirectory, PORT: '1', ...settings };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);

  const run: CommandLine['run'] = async (line, { input = '', answers = [] } = {}) => {
    const told: Told = { exitCode: 0, out: '', error: '' };
    told.exitCode = await dispatch(line.split(' ').filter(Boolean), {
      out: (text) => {
        told.out += text;
      },
      write: async (text) => {
        told.out += text;
      },
      error: (text) => {
        told.error += text;
      },
      isInteractive: answers.length > 0,
      readAll: async () => input,
      readHidden: async () => answers.shift() ?? '',
      readLine: async () => answers.shift() ?? '',
    });
    return told;
  };

  return {
    dataDirectory,
    run,
    json: async (line, given) => {
      const { exitCode, out } = await run(`${line} --json`, given);
      if (out.trim().split('\n').length !== 1) throw new Error(`not one line of JSON: ${out}`);
      return { ...JSON.parse(out), exitCode };
    },
    serve: async (more = {}) => {
      const url = `sqlite:${join(dataDirectory, 'portress.db')}`;
      const clock = { now: () => Date.now(), wind: () => Promise.reject(new Error('this clock cannot be wound')) };
      const { database } = await openDatabase({ url, clock, log: silentLog, migrations, checkpoints: false });
      const app = await openApp(
        { dialect: 'sqlite', url, database, clock, close: () => database.close() },
        { SECRET_KEY: testSecret, ...more },
      );
      onTestFinished(() => app.close());
      return app;
    },
  };
}
