import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { fieldCodes, problems } from '#platform/errors.ts';
import { idempotencyKeyParameter } from '#platform/idempotency/idempotency-key.ts';
import { serviceTags } from './route.ts';
import type { UploadRule } from './upload.ts';

export type OpenApiConfig = { publicUrl: string; isSecure: boolean; publicPath: string; product: { name: string } };

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems) },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string', description: 'A dotted path.' },
          code: { type: 'string', enum: [...fieldCodes] },
          message: { type: 'string' },
        },
      },
    },
  },
} as const;

/** RFC 6749 §5.2. */
const oauthErrorSchema = {
  type: 'object',
  required: ['error', 'error_description'],
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
} as const;

/** Makes the OpenAPI 3.1 document from the contracts. Register it before the routes. */
export async function describeApi(
  server: FastifyInstance,
  config: OpenApiConfig,
  { version, appTags }: { version: string; appTags: readonly string[] },
): Promise<void> {
  const cookiePrefix = config.isSecure ? (config.publicPath === '' ? '__Host-' : '__Secure-') : '';
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: config.product.name,
        version,
        description:
          'Accounts, sessions and tokens. Refusals are `application/problem+json` with a `code` from one closed list.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: config.publicUrl }],
      tags: [...serviceTags, ...appTags].map((name) => ({ name })),
      components: {
        securitySchemes: {
          signIn: {
            type: 'oauth2',
            flows: {
              password: {
                tokenUrl: `${config.publicUrl}/api/auth/token`,
                refreshUrl: `${config.publicUrl}/api/auth/token`,
                scopes: {},
              },
            },
          },
          accessCookie: { type: 'apiKey', in: 'cookie', name: `${cookiePrefix}access_token` },
          serviceKey: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'psk_…',
            description: 'A key for another service, made by `portress service-keys create`.',
          },
        },
      },
    },
    transform: (input) => {
      const { problems: codes = [], upload, download, roles, scope, isRepeatable = false } = input.route.config ?? {};
      const described = withCallers(withRefusals(jsonSchemaTransform(input), codes), roles, scope);
      return withIdempotencyKey(withDownload(withUpload(described, upload), download), isRepeatable);
    },
    transformObject: (input) => withProblems(jsonSchemaTransformObject(input) as Document) as never,
  });
}

/** Says under a call which codes of the closed list it refuses with. */
function withRefusals<T extends { schema: FastifySchema }>(described: T, codes: readonly string[]): T {
  if (codes.length === 0) return described;
  const refusals = `Refused with ${codes.map((code) => `\`${code}\``).join(', ')}.`;
  const { description } = described.schema;
  const text = description === undefined ? refusals : `${description}\n\n${refusals}`;
  return { ...described, schema: { ...described.schema, description: text } };
}

/** Says who may call, in words and for machines. */
function withCallers<T extends { schema: FastifySchema }>(
  described: T,
  roles: readonly string[] | undefined,
  scope: string | undefined,
): T {
  const callers = [
    ...(roles === undefined ? [] : [`the role ${roles.join(' or ')}`]),
    ...(scope === undefined ? [] : [`a service key with the scope \`${scope}\``]),
  ];
  if (callers.length === 0) return described;
  const need = `Needs ${callers.join(', or ')}.`;
  const { description } = described.schema;
  const text = description === undefined ? need : `${need} ${description}`;
  return {
    ...described,
    schema: {
      ...described.schema,
      description: text,
      ...(roles && { 'x-roles': roles }),
      ...(scope && { 'x-scope': scope }),
    },
  };
}

function withIdempotencyKey<T extends { schema: FastifySchema }>(described: T, isRepeatable: boolean): T {
  if (!isRepeatable) return described;
  const headers = { type: 'object', properties: { 'Idempotency-Key': idempotencyKeyParameter } };
  return { ...described, schema: { ...described.schema, headers } };
}

/** A file as the body: its bytes as they are, or the part `file` of a form where that is taken too. */
function withUpload<T extends { schema: FastifySchema }>(described: T, upload: UploadRule | undefined): T {
  if (upload === undefined) return described;
  const bytes = { type: 'string', format: 'binary', description: `At most ${upload.mostBytes} bytes.` };
  const form = { type: 'object', required: ['file'], properties: { file: bytes } };
  const content: Record<string, { schema: object }> = {};
  for (const type of upload.types) content[type] = { schema: bytes };
  if (!upload.isBare) content['multipart/form-data'] = { schema: form };
  return { ...described, schema: { ...described.schema, body: { content } } };
}

/** A file as the answer. */
function withDownload<T extends { schema: FastifySchema }>(described: T, types: readonly string[] | undefined): T {
  if (types === undefined) return described;
  const content: Record<string, { schema: object }> = {};
  for (const type of types) content[type] = { schema: { type: 'string' } };
  return { ...described, schema: { ...described.schema, response: { 200: { description: 'The file.', content } } } };
}

type Operation = {
  responses?: Record<string, unknown>;
  requestBody?: { content?: Record<string, unknown> };
};
type Document = {
  components?: { schemas?: Record<string, unknown> };
  paths?: Record<string, Record<string, Operation>>;
};

const refusalAs = (contentType: string, schema: string) => ({
  description: 'A refusal or a fault.',
  content: { [contentType]: { schema: { $ref: `#/components/schemas/${schema}` } } },
});

/** Adds what every call may be refused with, and drops the twins that the schema generator leaves unused. */
function withProblems(document: Document): Document {
  const problem = refusalAs('application/problem+json', 'Problem');
  const oauthError = refusalAs('application/json', 'OAuthError');
  for (const path of Object.values(document.paths ?? {}))
    for (const operation of Object.values(path)) {
      const takesForm = operation.requestBody?.content?.['application/x-www-form-urlencoded'] !== undefined;
      operation.responses = { ...operation.responses, default: takesForm ? oauthError : problem };
    }
  const schemas = reachableSchemas(document);
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...schemas, OAuthError: oauthErrorSchema, Problem: problemSchema },
    },
  };
}

/** What the paths refer to, directly or through other schemas. */
function reachableSchemas({ paths, components }: Document): Record<string, unknown> {
  const all = components?.schemas ?? {};
  const reached: Record<string, unknown> = {};
  const rest: unknown[] = [paths];
  while (rest.length > 0)
    for (const [, name = ''] of JSON.stringify(rest.pop() ?? null).matchAll(/#\/components\/schemas\/(\w+)"/g)) {
      if (name in reached || !(name in all)) continue;
      reached[name] = all[name];
      rest.push(all[name]);
    }
  return Object.fromEntries(Object.entries(reached).sort(([a], [b]) => a.localeCompare(b)));
}
