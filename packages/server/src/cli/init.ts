import { join, resolve } from 'node:path';
import { readConfig } from '#server/config.ts';
import { composeDirectory, readVersion, settingsDirectory } from '#server/installation.ts';
import { command } from './command.ts';
import { askAnswers } from './init/ask-answers.ts';
import { formatEnv, readEnv } from './init/env-text.ts';
import { describeNextSteps } from './init/next-steps.ts';
import { type NewFile, placeFiles, readIfThere } from './init/place-files.ts';
import { type Answers, listSettings } from './init/settings-lines.ts';

export const init = command({
  about: `Writes .env for production: the address, mail, the database, and a SECRET_KEY made here, in a file that only you can read. With
--compose it also lays compose.yaml and the Caddyfile beside it. A person is asked for what the line leaves out. What is written was
read as the service reads it, so that the start that follows does not fail on settings. Nothing that is there is overwritten; --force
replaces it, keeps a copy, and carries the secrets and your other settings over. On a machine of several people leave --mail and
--database out or give them without a password, because others can read command lines.`,
  operands: [],
  options: {
    dir: { value: 'FOLDER', about: 'where the files go; by default where the service looks for .env' },
    'public-url': { value: 'URL', about: 'what people will type: https://accounts.example' },
    mail: { value: 'URL', about: 'smtp://user:password@mail.example:587, or off' },
    'mail-from': { value: 'SENDER', about: 'whom mails come from: "Club <accounts@club.example>"' },
    database: { value: 'URL', about: 'postgres://… instead of SQLite' },
    compose: { value: 'KIND', about: 'single: with Caddy; cluster: two nodes, PostgreSQL, Redis, Caddy' },
    force: { about: 'replace what is there, and keep a copy' },
  },
  examples: [
    ['init', 'asks'],
    ['init --public-url https://accounts.example --mail off', 'a service without mail, behind a proxy on this machine'],
    [
      'init --dir . --compose single --public-url https://accounts.example --mail off',
      'everything for docker compose up',
    ],
  ],
  run: async ({ values }, terminal) => {
    const directory = resolve(values.dir ?? settingsDirectory());
    const answers = await askAnswers(values, terminal);
    const files = [makeEnvFile(answers, directory), ...composeFiles(answers)];
    const { written, kept } = placeFiles(directory, files, { isForced: values.force === true });
    const isFoundByService = directory === settingsDirectory();
    return {
      text: describeNextSteps({ answers, directory, written, kept, isFoundByService }),
      json: { directory, written, kept, public_url: answers.publicUrl, compose: answers.compose },
    };
  },
});

function makeEnvFile(answers: Answers, directory: string): NewFile {
  const former = readEnv(readIfThere(join(directory, '.env')) ?? '');
  const secretFile = join(directory, 'data', 'development-secret');
  const developmentSecret = answers.compose === null ? (readIfThere(secretFile)?.trim() ?? null) : null;
  const content = formatEnv(listSettings(answers, { former, developmentSecret, version: readVersion() }));
  // As it will be read, also what was carried over: a fault is told now, and not by a service that doesn't come up.
  readConfig(readEnv(content), directory);
  return { name: '.env', content, mode: 0o600 };
}

const composeFiles = ({ compose }: Answers): NewFile[] =>
  compose === null
    ? []
    : ['compose.yaml', 'Caddyfile'].map((name) => ({
        name,
        content: readIfThere(join(composeDirectory, compose, name)) ?? '',
        mode: 0o644,
      }));
