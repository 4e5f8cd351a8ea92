import { createAdmin } from './create-admin.ts';
import type { People, Person } from './people.ts';
import type { Service } from './start-service.ts';

export type Role = 'user' | 'moderator' | 'admin';

interface Place {
  service: Service;
  people: People;
}

const operator = { email: 'operator@example.com', password: 'three quiet porters' };
/** One for each service, made when a test first needs it. */
const operators = new Map<string, Promise<void>>();

export const makeAdministrator = (place: Place, details?: object): Promise<Person> =>
  makeWithRole(place, 'admin', details);

export const makeModerator = (place: Place, details?: object): Promise<Person> =>
  makeWithRole(place, 'moderator', details);

/** Somebody who signed up, confirmed, and was given the role. */
async function makeWithRole(place: Place, role: Role, details?: object): Promise<Person> {
  const person = await place.people.make(details);
  await giveRole(place.service, person.email, role);
  return person;
}

/** As an administrator does it. */
export async function giveRole(service: Service, email: string, role: Role): Promise<void> {
  const ask = await asOperator(service);
  const found = await ask('GET', `accounts?q=${encodeURIComponent(email)}`);
  const { items } = found as { items: { id: string; email: string }[] };
  const id = items.find((account) => account.email === email)?.id;
  await ask('PATCH', `accounts/${id}`, { role });
}

/** Calls of the administration in the name of the service's operator, whom no page shows as signed in. */
export async function asOperator(service: Service) {
  const made = operators.get(service.url) ?? createAdmin(service.dataDir, operator);
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
