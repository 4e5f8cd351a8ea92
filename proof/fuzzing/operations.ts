/** The parts of an OpenAPI 3.1 document that a generator of requests needs. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  description?: string;
};
type Content = Record<string, { schema?: Schema }>;
export type OpenApiDocument = {
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, Schema> };
};
type OperationObject = {
  parameters?: { in: string; name: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
  'x-roles'?: string[];
  'x-scope'?: string;
  security?: object[];
};

export type Operation = {
  /** As the document names it: `POST /api/auth/sign-in`. */
  name: string;
  method: string;
  path: string;
  parameters: { in: string; name: string; schema: Schema }[];
  /** Who may call, where not everybody may who is signed in. */
  roles: readonly string[];
  isGuarded: boolean;
  /** Whether a service key is taken. */
  isForServices: boolean;
  body: { contentType: string; schema: Schema } | null;
  /** By status or `default`: the schema of each content type that the document names. */
  answers: Record<string, Content>;
};

/** Every call of the document. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      roles: operation['x-roles'] ?? [],
      isGuarded: operation.security !== undefined,
      isForServices: operation['x-scope'] !== undefined,
      body: bodyOf(operation),
      answers: Object.fromEntries(
        Object.entries(operation.responses).map(([status, { content }]) => [status, content ?? {}]),
      ),
    })),
  );
}

function bodyOf({ requestBody }: OperationObject): Operation['body'] {
  const [contentType, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return contentType === undefined ? null : { contentType, schema: media?.schema ?? {} };
}
