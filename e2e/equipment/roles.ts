import { spawn } from 'node:child_process';
import type { People, Person } from './people.ts';
import { root, type Service } from './start-service.ts';

export type Role = 'user' | 'moderator' | 'admin';

interface Place {
  service: Service;
  people: People;
}

/** One for each service, made when somebody first needs a role. */
const firstAdmins = new Map<string, Promise<{ accessToken: string }>>();

export const makeAdmin = (place: Place, details?: object): Promise<Person> => makeWithRole(place, 'admin', details);

export const makeModerator = (place: Place, details?: object): Promise<Person> =>
  makeWithRole(place, 'moderator', details);

async function makeWithRole(place: Place, role: Role, details?: object): Promise<Person> {
  const person = await place.people.make(details);
  await giveRole(place.service, person.email, role);
  return person;
}

/** As an administrator does it. */
export async function giveRole(service: Service, email: string, role: Role): Promise<void> {
  const { accessToken } = await firstAdminOf(service);
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const found = await fetch(`${service.url}/api/accounts?q=${encodeURIComponent(email)}`, { headers });
  const { items } = (await found.json()) as { items: { id: string; email: string }[] };
  const id = items.find((account) => account.email === email)?.id;
  const answer = await fetch(`${service.url}/api/accounts/${id}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ role }),
  });
  if (!answer.ok) throw new Error(`the role of ${email}: ${answer.status} ${await answer.text()}`);
}

function firstAdminOf(service: Service): Promise<{ accessToken: string }> {
  const known = firstAdmins.get(service.url) ?? createAdmin(service);
  firstAdmins.set(service.url, known);
  return known;
}

/** On the command line, which works whether or not the setup link has been used. */
async function createAdmin({ url, dataDir }: Service): Promise<{ accessToken: string }> {
  const person = { email: 'roles@example.com', password: 'three quiet porters' };
  await runPortress(dataDir, ['admin', 'create', '--email', person.email], person.password);
  const answer = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: person.email, password: person.password, transport: 'body' }),
  });
  if (!answer.ok) throw new Error(`the first administrator: ${answer.status} ${await answer.text()}`);
  const { access_token: accessToken } = (await answer.json()) as { access_token: string };
  return { accessToken };
}

function runPortress(dataDir: string, words: string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['packages/server/src/cli/portress.ts', ...words], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: '', SECRET_KEY: '', NODE_ENV: 'development', DATA_DIR: dataDir },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`portress ${words.join(' ')} ended with ${code}: ${said}`)),
    );
    child.stdin.end(`${input}\n`);
  });
}
