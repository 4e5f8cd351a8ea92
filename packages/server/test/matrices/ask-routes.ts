import { titleOf } from '#test/cases/route-calls.ts';
import type { TestApp } from '#test/test-app.ts';
import { admittedBy, type Caller, type Definition, isForServices, isScope } from './route-callers.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

export const urlOf = ({ path }: Pick<Definition, 'path'>): string => path.replace(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA');

/** Also what has an id at that place: of one method `birthdays` is a path, of another it is an id like others. */
export const isPathOf = ({ path }: Definition, url: string): boolean =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`).test(url);

export const withBody = (method: string) => (method === 'GET' ? {} : { payload: {} });

/** OAuth endpoints say it in their own words (RFC 6749, RFC 6750). */
export const told = (answer: Answer): [number, string | undefined] => {
  if (!String(answer.headers['content-type']).includes('json')) return [answer.statusCode, undefined];
  const { code, error } = answer.json<{ code?: string; error?: string }>();
  return [answer.statusCode, code ?? error];
};

/** A refusal by status and code; or that the guard has let them in, and the route has answered whatever it likes. */
type Expected = readonly [number, string] | 'let in';

/** What the table and the caller say must happen, without asking anybody. */
function expectedOf(route: Definition, caller: Caller): Expected {
  if (caller.isCrossSite && route.method !== 'GET') return [403, 'cross_site_request'];
  const admitted = admittedBy(route);
  if (admitted === 'anyone') return 'let in';
  if (caller.is !== 'nobody' && admitted.has(caller.is) && !isIgnored(route, caller)) return 'let in';
  const isShown = caller.headers.authorization !== undefined;
  const takesKeys = route.guard.security.endsWith('service key');
  if (isScope(caller.is)) return takesKeys ? [403, 'insufficient_scope'] : [401, 'invalid_token'];
  // Services show a key in the header: whatever else is shown there is none, and cookies are not looked at.
  if (isForServices(route)) return isShown ? [401, 'invalid_token'] : [401, 'not_signed_in'];
  return caller.is === 'nobody' ? caller.refusal : [403, 'forbidden'];
}

const isIgnored = (route: Definition, { headers }: Caller): boolean =>
  isForServices(route) && headers.authorization === undefined;

/**
 * Asks every route as every caller. What is unsafe carries a field that nobody knows: whoever is let in is answered by
 * the route itself, which then refuses the field, so that nothing of what the others show is ended or changed.
 *
 * @returns what was answered otherwise than the table says: route, caller, what was expected, what was heard
 */
export async function findWrongAnswers(
  app: TestApp,
  routes: readonly Definition[],
  callers: readonly Caller[],
): Promise<unknown[][]> {
  const wrong: unknown[][] = [];
  for (const route of routes)
    for (const caller of callers) {
      // There a refresh token in the body is what is asked for.
      if (caller.body !== undefined && admittedBy(route) === 'anyone') continue;
      const answer = await app.inject({
        method: route.method,
        url: caller.query === undefined ? urlOf(route) : `${urlOf(route)}?${caller.query}`,
        // A stream that is let in would go on for ever; one that is to be resumed from nowhere is refused.
        headers: { ...caller.headers, 'last-event-id': 'nowhere' },
        ...(route.method !== 'GET' && { payload: { nobody_knows_this: 1, ...caller.body } }),
      });
      const expected = expectedOf(route, caller);
      if (!isAsExpected(route, expected, answer)) wrong.push([titleOf(route), caller.name, expected, ...told(answer)]);
    }
  return wrong;
}

function isAsExpected(route: Definition, expected: Expected, answer: Answer): boolean {
  const [status, code] = told(answer);
  if (status >= 500) return false;
  if (expected === 'let in') return isLetIn(route, answer);
  if (status !== expected[0] || code !== inWordsOf(route, expected[1])) return false;
  const isAsked = answer.headers['www-authenticate'];
  // RFC 6750: a challenge to whoever showed nothing, without a reason.
  if (status === 401 && expected[1] === 'not_signed_in') return isAsked === 'Bearer';
  if (status === 401) return String(isAsked).startsWith('Bearer error="invalid_token"');
  return code !== 'insufficient_scope' || String(isAsked).startsWith('Bearer error="insufficient_scope"');
}

/** The OAuth endpoints have a closed list of their own (RFC 6749 §5.2, RFC 6750 §3.1). */
const oauthPaths = ['/api/auth/token', '/api/introspect'];
const oauthWords: Readonly<Record<string, string>> = {
  cross_site_request: 'invalid_request',
  not_signed_in: 'invalid_token',
};
const inWordsOf = ({ path }: Definition, code: string): string =>
  oauthPaths.includes(path) ? (oauthWords[code] ?? code) : code;

/** What is open to anyone has no guard to refuse them; what it takes itself it may refuse. */
const isLetIn = (route: Definition, answer: Answer): boolean =>
  answer.statusCode !== 403 && (answer.statusCode !== 401 || route.guard.security === 'none');
