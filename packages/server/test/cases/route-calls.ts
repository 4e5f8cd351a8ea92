import type { InjectOptions } from 'fastify';
import { z } from 'zod';
import { statement } from '#platform/database/statement.ts';
import { bearer, type TestApp } from '#test/test-app.ts';

type Definition = TestApp['app']['routes'][number];
type Place = 'params' | 'query' | 'body';

/** One text that a caller may send: where it stands in the request, and under which name. */
export type TextField = { route: Definition; place: Place; name: string };

export const titleOf = ({ method, path }: Pick<Definition, 'method' | 'path'>): string => `${method} ${path}`;
export const fieldTitle = ({ route, place, name }: TextField): string => `${titleOf(route)} ${place}.${name}`;

type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
};

const schemaOf = (type: z.ZodType | undefined): JsonSchema | undefined => {
  if (type === undefined) return undefined;
  const schema = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return schema.properties ? schema : schema.anyOf?.find((one) => one.properties);
};

const isText = (schema: JsonSchema): boolean =>
  [schema.type].flat().includes('string') || (schema.anyOf?.some(isText) ?? false);

/** Every text of every call of the table, read from the contracts: a route that is added is walked with the others. */
export const textFieldsOf = (app: TestApp): TextField[] =>
  app.app.routes.flatMap((route) =>
    (['params', 'query', 'body'] as const).flatMap((place) =>
      Object.entries(schemaOf(route.contract[place])?.properties ?? {})
        // What stands in an address is text, whatever becomes of it.
        .filter(([, schema]) => place !== 'body' || isText(schema))
        .map(([name]) => ({ route, place, name })),
    ),
  );

export const goodPassword = 'a good long password';

/** Something that may stand in a field, so that the others of its call are looked at and not only refused with it. */
const samples: Readonly<Record<string, unknown>> = {
  email: 'sample@example.com',
  login: 'sample@example.com',
  password: goodPassword,
  current_password: goodPassword,
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  code: '12345678',
  age: 3,
  vaccinated: true,
  owner_id: 'OOOOOOOOOOOOOOOOOOOOOO',
};
const sampleOf = (name: string): unknown => samples[name] ?? 'sample';

const insertOwner = statement<{ id: string }>(
  'test.referred_owner',
  `INSERT INTO owners (id, email, email_canonical, name_sort, created_at, updated_at)
   VALUES (:id, 'referred@example.com', 'referred@example.com', '', now_ms(), now_ms())`,
);

/** What the samples refer to: without it a call would be refused before its texts reach the database. */
export async function givenReferences({ database }: Pick<TestApp, 'database'>): Promise<void> {
  await database.write.change(insertOwner, { id: String(samples.owner_id) });
}

/** What has to go along with a field that is optional by itself. */
const together: Readonly<Record<string, Record<string, unknown>>> = {
  'POST /api/auth/verify-email body.email': { code: sampleOf('code') },
  'POST /api/auth/verify-email body.code': { email: sampleOf('email') },
  'POST /api/auth/token body.username': { grant_type: 'password', password: goodPassword },
  'POST /api/auth/token body.password': { grant_type: 'password', username: sampleOf('email') },
  'POST /api/auth/token body.refresh_token': { grant_type: 'refresh_token' },
};

/** What stands in an address is text; a body may hold anything. */
type Values = { params: Record<string, string>; query: Record<string, string>; body: Record<string, unknown> };

/** This text in this field, and good values in the others that the call needs. */
export function valuesWith(field: TextField, text: string): Values {
  const { route, place, name } = field;
  const values: Values = { params: {}, query: {}, body: {} };
  for (const [, parameter = ''] of route.path.matchAll(/:(\w+)/g))
    values.params[parameter] = String(sampleOf(parameter));
  for (const needed of schemaOf(route.contract.body)?.required ?? []) values.body[needed] = sampleOf(needed);
  Object.assign(values.body, together[fieldTitle(field)]);
  values[place][name] = text;
  return values;
}

/** The call with this text in this field; where one has to be signed in, with the access token. */
export function callWith(field: TextField, text: string, accessToken: string, others: object = {}): InjectOptions {
  const { route } = field;
  const { params, query, body } = valuesWith(field, text);
  const sent = { ...body, ...others };
  const search = new URLSearchParams(query).toString();
  const path = route.path.replace(/:(\w+)/g, (_, parameter: string) => encodeURIComponent(params[parameter] ?? ''));
  const isForm = path === '/api/auth/token';
  const hasBody = route.contract.body !== undefined;
  return {
    method: route.method,
    url: search === '' ? path : `${path}?${search}`,
    headers: {
      ...(route.guard.name !== 'anyone' && bearer(accessToken)),
      ...(hasBody && { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
    },
    ...(hasBody && {
      payload: isForm ? new URLSearchParams(sent as Record<string, string>).toString() : JSON.stringify(sent),
    }),
  };
}
