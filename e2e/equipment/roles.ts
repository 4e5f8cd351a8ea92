import { createAdmin } from './create-admin.ts';
import type { People, Person } from './people.ts';
import type { Service } from './start-service.ts';

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
  const known = firstAdmins.get(service.url) ?? signInFirstAdmin(service);
  firstAdmins.set(service.url, known);
  return known;
}

async function signInFirstAdmin({ url, dataDir }: Service): Promise<{ accessToken: string }> {
  const person = { email: 'roles@example.com', password: 'three quiet porters' };
  await createAdmin(dataDir, person);
  const answer = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: person.email, password: person.password, transport: 'body' }),
  });
  if (!answer.ok) throw new Error(`the first administrator: ${answer.status} ${await answer.text()}`);
  const { access_token: accessToken } = (await answer.json()) as { access_token: string };
  return { accessToken };
}
