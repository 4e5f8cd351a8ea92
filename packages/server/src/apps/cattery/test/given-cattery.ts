import type { Role } from '#features/accounts/store.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, type TestApp } from '#test/test-app.ts';

export type Answer = Awaited<ReturnType<TestApp['get']>>;
type Headers = Record<string, string>;
export type OwnerOnWire = { id: string; email: string; name: string | null; created_at: string; updated_at: string };
export type CatOnWire = {
  id: string;
  nickname: string;
  age: number;
  description: string | null;
  vaccinated: boolean;
  owner: OwnerOnWire;
  created_at: string;
  updated_at: string;
};
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Somebody signed in with this role, as headers of their calls. */
export const signedInAs = async (app: TestApp, role: Role = 'user'): Promise<Headers> =>
  bearer((await givenSession(app, { account: await app.givenAccount({ role }) })).accessToken);

export const send = (
  app: TestApp,
  method: Method,
  url: string,
  { body, headers = {} }: { body?: unknown; headers?: Headers } = {},
): Promise<Answer> => app.inject({ method, url, headers, ...(body !== undefined && { payload: body as object }) });

let owners = 0;

export async function givenOwner(app: TestApp, headers: Headers, body: object = {}): Promise<OwnerOnWire> {
  owners += 1;
  const answer = await app.post('/api/owners', { email: `owner-${owners}@example.com`, ...body }, headers);
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}

export async function givenCat(app: TestApp, headers: Headers, body: object = {}): Promise<CatOnWire> {
  const owner_id = 'owner_id' in body ? body.owner_id : (await givenOwner(app, headers)).id;
  const answer = await app.post('/api/cats', { nickname: 'Tom', age: 3, ...body, owner_id }, headers);
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}

export const told = (answer: Answer): [number, string | undefined] => [
  answer.statusCode,
  answer.body === '' ? undefined : answer.json().code,
];
