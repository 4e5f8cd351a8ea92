import { spawn } from 'node:child_process';
import type { People, Person } from './people.ts';
import { root, type Service } from './start-service.ts';

interface Place {
  service: Service;
  people: People;
}

const operator = { email: 'operator@example.com', password: 'three quiet porters' };
/** One for each service, made when a test first needs it. */
const operators = new Map<string, Promise<void>>();

/** Somebody who signed up, confirmed, and was given the role. */
export async function makeAdministrator(place: Place, details: object = {}): Promise<Person> {
  const person = await place.people.make(details);
  const ask = await asOperator(place.service);
  const { items } = (await ask('GET', `accounts?q=${encodeURIComponent(person.email)}`)) as { items: { id: string }[] };
  await ask('PATCH', `accounts/${items[0]?.id}`, { role: 'admin' });
  return person;
}

/** Calls of the administration in the name of the service's operator, whom no page shows as signed in. */
export async function asOperator(service: Service) {
  const made = operators.get(service.url) ?? createOperator(service);
  operators.set(service.url, made);
  await made;
  const call = async (method: string, path: string, body?: object, token?: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${service.url}/api/${path}`, request);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const signIn = { login: operator.email, password: operator.password };
  const { access_token: token } = (await call('POST', 'auth/sign-in', signIn)) as { access_token: string };
  return (method: string, path: string, body?: object) => call(method, path, body, token);
}

/** On the command line, which works whether or not the setup link has been used. */
function createOperator({ dataDir }: Service): Promise<void> {
  return new Promise((resolve, reject) => {
    const words = ['packages/server/src/cli/portress.ts', 'admin', 'create', '--email', operator.email];
    const child = spawn(process.execPath, words, {
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
      code === 0 ? resolve() : reject(new Error(`admin create ended with ${code}: ${said}`)),
    );
    child.stdin.end(`${operator.password}\n`);
  });
}
