import { z } from 'zod';
import { ConfigError, readConfig } from '#server/config.ts';
import { CommandRefusedError, UsageError } from '../refusals.ts';
import type { Terminal } from '../terminal.ts';
import { quote, unwritable } from './env-text.ts';
import type { Answers, ComposeKind } from './settings-lines.ts';

export type Line = {
  'public-url'?: string;
  mail?: string;
  'mail-from'?: string;
  database?: string;
  compose?: string;
};

/** What one setting may be, as a sentence that says what is wrong; null where nothing is. */
type Judge = (value: string) => string | null;

/**
 * The answers of the line that was typed; a person is asked for what it leaves out.
 *
 * @throws UsageError for what is missing and nobody can be asked; CommandRefusedError for what cannot be taken
 */
export async function askAnswers(line: Line, terminal: Terminal): Promise<Answers> {
  const compose = readCompose(line.compose);
  const databaseUrl = line.database ?? null;
  if (compose === 'cluster' && databaseUrl !== null)
    throw new UsageError('--database does not go with --compose cluster, which brings its own PostgreSQL.');
  const ask = (option: string, given: string | undefined, question: string, judge: Judge): Promise<string> => {
    const judgeAll: Judge = (value) => judge(value) ?? (quote(value) === null ? unwritable : null);
    return given === undefined && terminal.isInteractive
      ? askUntilGood(terminal, question, judgeAll)
      : takeIfGood(option, given, judgeAll);
  };
  const publicUrl = await ask(
    '--public-url',
    line['public-url'],
    'The address that people will type (https://accounts.example): ',
    (value) => judgeAddress(value, compose),
  );
  if (databaseUrl !== null) await takeIfGood('--database', databaseUrl, judgeSetting('DATABASE_URL'));
  const isCaught = compose === 'cluster' && line.mail === undefined;
  const mail = isCaught
    ? null
    : await ask('--mail', line.mail, 'The mail server (smtp://user:password@mail.example:587), or off: ', (value) =>
        value === 'off' ? null : judgeSetting('SMTP_URL')(value),
      );
  const asksFrom = mail !== null && mail !== 'off';
  const mailFrom = asksFrom
    ? await ask('--mail-from', line['mail-from'], 'Mails come from (Club <accounts@club.example>): ', judgeSender)
    : null;
  return { publicUrl, mail, mailFrom, databaseUrl, compose };
}

function readCompose(text: string | undefined): ComposeKind | null {
  if (text === undefined || text === 'single' || text === 'cluster') return text ?? null;
  throw new UsageError(`--compose is single or cluster, not "${text}".`);
}

async function takeIfGood(option: string, value: string | undefined, judge: Judge): Promise<string> {
  if (value === undefined) throw new UsageError(`${option} is missing.`);
  const fault = judge(value);
  if (fault !== null) throw new CommandRefusedError('settings', `${option} ${fault}. Nothing was written.`);
  return value;
}

const mostTries = 3;

async function askUntilGood(terminal: Terminal, question: string, judge: Judge): Promise<string> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const value = (await terminal.readLine(question)).trim();
    const fault = judge(value);
    if (fault === null) return value;
    terminal.error(`  It ${fault}.\n`);
  }
  throw new CommandRefusedError('settings', 'That was not understood three times. Nothing was written.');
}

/** All that production asks for, so that the only fault left is that of the setting in question. */
const otherwiseWhole = { NODE_ENV: 'production', PUBLIC_URL: 'https://accounts.example', MAIL_FROM: 'a@b.example' };

/** The words in which a start of the service would refuse it. */
const judgeSetting =
  (setting: string): Judge =>
  (value) => {
    if (value === '') return 'must not be empty';
    try {
      readConfig(
        {
          ...otherwiseWhole,
          SECRET_KEY: 'only for a look at another setting 0123456789',
          MAIL: 'off',
          [setting]: value,
        },
        '/',
      );
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.faults.find((fault) => fault.setting === setting)?.message ?? null;
    }
    return null;
  };

/** Caddy of the Compose files answers on the ports that it has a certificate for. */
function judgeAddress(value: string, compose: ComposeKind | null): string | null {
  const fault = judgeSetting('PUBLIC_URL')(value);
  if (fault !== null || compose === null) return fault;
  const url = new URL(value);
  if (url.protocol !== 'https:')
    return 'must begin with https:// with --compose; for a trial https://localhost will do';
  if (url.port !== '') return `must have no port with --compose: compose.yaml answers on 443, not on ${url.port}`;
  return null;
}

function judgeSender(value: string): string | null {
  const address = /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value;
  return z.email().safeParse(address).success ? null : 'must be an address, or a name and <address>';
}
