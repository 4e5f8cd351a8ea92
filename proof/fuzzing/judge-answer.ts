import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument, Operation } from './operations.ts';

export type HeardAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  milliseconds: number;
};

/** What nobody outside should ever read: stacks, files, the database’s own words. */
const inside = /\n\s+at |node:internal|\/packages\/server\/|node_modules|SQLITE_|syntax error at or near/;
/** Twenty times what any of these may take; hashing waits its turn. */
const longestMilliseconds = 20_000;

/**
 * @returns a judge of answers: undefined for a good one, otherwise what is wrong with it
 */
export function createJudge(document: OpenApiDocument, operations: readonly Operation[]) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package is CommonJS whose default export is the function itself.
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const validators = new Map<string, ValidateFunction>();
  for (const { name, answers } of operations)
    for (const [status, content] of Object.entries(answers))
      for (const [contentType, { schema }] of Object.entries(content))
        validators.set(`${name} ${status} ${contentType}`, ajv.compile(absolute(schema ?? {})));
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const problem = ajv.compile({ $ref: 'document#/components/schemas/Problem' });
  const seenIds = new Set<string>();

  return (operationName: string, answer: HeardAnswer, marker: string): string | undefined => {
    const { status, headers, body, milliseconds } = answer;
    const requestId = String(headers['x-request-id'] ?? '');
    if (requestId === '' || seenIds.has(requestId)) return 'X-Request-Id is missing or not unique';
    seenIds.add(requestId);
    if (headers['server-timing'] === undefined) return 'Server-Timing is missing';
    if (status >= 500) return `status ${status}`;
    if (JSON.stringify(headers).includes(marker)) return 'a header gives back what was sent';
    if (inside.test(body)) return 'the body tells what is inside';
    if (milliseconds > longestMilliseconds) return `took ${Math.round(milliseconds)} ms`;
    if (status === 429 && headers['retry-after'] === undefined) return '429 without Retry-After';
    const contentType = String(headers['content-type'] ?? '').split(';')[0] ?? '';
    const operation = byName.get(operationName);
    // Pages say in words what they refuse.
    if (operation === undefined)
      return status >= 400 && body !== '' && contentType !== 'text/html' ? judgeProblem(contentType, body) : undefined;
    return judgeByDocument(operation, status, contentType, body);
  };

  function judgeProblem(contentType: string, body: string): string | undefined {
    if (contentType !== 'application/problem+json') return `a refusal as ${contentType}`;
    return problem(JSON.parse(body)) ? undefined : `no problem: ${ajv.errorsText(problem.errors)}`;
  }

  function judgeByDocument({ name, answers }: Operation, status: number, contentType: string, body: string) {
    const named = answers[status] === undefined && status >= 400 ? 'default' : String(status);
    const content = answers[named];
    if (content === undefined) return `status ${status} is not in the document`;
    // A file may be empty, JSON never is.
    const mayBeEmpty = Object.keys(content).every((type) => !type.endsWith('json'));
    if (body === '') return mayBeEmpty ? undefined : `status ${status} without a body`;
    const isValid = validators.get(`${name} ${named} ${contentType}`);
    if (isValid === undefined) {
      // What never reached the route (a message that cannot be read) is a problem everywhere.
      return status >= 400 ? judgeProblem(contentType, body) : `${contentType} is not in the document for ${status}`;
    }
    return isValid(contentType.endsWith('json') ? JSON.parse(body) : body)
      ? undefined
      : `status ${status}: ${ajv.errorsText(isValid.errors)}`;
  }
}

/** References of the document, as the validator knows them. */
const absolute = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object;
