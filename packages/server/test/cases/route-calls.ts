import type { InjectOptions } from 'fastify';
import { z } from 'zod';
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
  minimum?: number;
};

const schemaOf = (type: z.ZodType | undefined): JsonSchema | undefined => {
  if (type === undefined) return undefined;
  const schema = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return schema.properties ? schema : schema.anyOf?.find((one) => one.properties);
};

const isText = (schema: JsonSchema): boolean =>
  [schema.type].flat().includes('string') || (schema.anyOf?.some(isText) ?? false);

/** Every text of every call of the table, read from the contracts: a route that is added is walked with the others. */
export const textFieldsOf = (app: { app: { routes: readonly Definition[] } }): TextField[] =>
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
};
/** By its name, or by what its schema says of it. */
function sampleOf(name: string, schema: JsonSchema = {}): unknown {
  const types = [schema.type].flat();
  if (types.includes('integer') || types.includes('number')) return schema.minimum ?? 3;
  return types.includes('boolean') ? true : (samples[name] ?? 'sample');
}

/** Good values in what a call needs. */
const neededBy = (route: Definition): Record<string, unknown> => {
  const { required = [], properties = {} } = schemaOf(route.contract.body) ?? {};
  return Object.fromEntries(required.map((name) => [name, sampleOf(name, properties[name])]));
};

export const hasField = ({ contract }: Definition, name: string): boolean =>
  schemaOf(contract.body)?.properties?.[name] !== undefined;

let entries = 0;

/** Makes an entry of an app by its creating call, and before it what it refers to. @returns its id */
export async function givenEntry(app: TestApp, maker: Definition, accessToken: string): Promise<string> {
  entries += 1;
  const body = {
    ...neededBy(maker),
    ...(hasField(maker, 'email') && { email: `entry-${entries}@example.com` }),
    ...(await givenReferences(app, maker, accessToken)),
  };
  const answer = await app.post(maker.path, body, bearer(accessToken));
  if (answer.statusCode !== 201) throw new Error(`${titleOf(maker)}: ${answer.body}`);
  return answer.json<{ id: string }>().id;
}

/**
 * Makes what the fields of a call refer to: for `owner_id` an entry by `POST /api/owners`. Without it the call would be
 * refused before its texts reach the database.
 *
 * @returns the ids by the names of the fields
 */
export async function givenReferences(
  app: TestApp,
  route: Definition,
  accessToken: string,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const name of Object.keys(neededBy(route)).filter((needed) => needed.endsWith('_id'))) {
    const collection = `/api/${name.slice(0, -'_id'.length)}s`;
    const maker = app.app.routes.find(({ method, path }) => method === 'POST' && path === collection);
    if (maker !== undefined) ids[name] = await givenEntry(app, maker, accessToken);
  }
  return ids;
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
  Object.assign(values.body, neededBy(route), together[fieldTitle(field)]);
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
  const isForm = ['/api/auth/token', '/api/introspect'].includes(path);
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
