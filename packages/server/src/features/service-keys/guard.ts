import type { Counters } from '#platform/counters/counters.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { badBearer, notSignedIn, readBearer } from '#platform/http/bearer.ts';
import { factsOf } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import type { Exchange, Guard } from '#platform/http/route.ts';
import type { Log } from '#platform/log.ts';
import { hashServiceKey, type ServiceScope } from './service-key.ts';
import { findLiveServiceKey, noteServiceKeyUse, type ServiceKey } from './store.ts';

/** Which service calls. */
export type ServiceCaller = { serviceKey: ServiceKey };

export type ServiceGuardContext = { database: Database; counters: Counters; log: Log };

/**
 * Another service, by a key with this scope. The key is looked up in the database each time, so one that was revoked or has
 * expired is refused by the next call on every node. Cookies and the query are never looked at.
 */
export const withServiceKey = (context: ServiceGuardContext, scope: ServiceScope): Guard<ServiceCaller> => ({
  name: `service key with ${scope}`,
  security: 'service key',
  scope,
  admit: (exchange) => admitService(context, scope, exchange),
});

async function admitService(
  context: ServiceGuardContext,
  scope: ServiceScope,
  { request }: Exchange,
): Promise<ServiceCaller> {
  const { authorization } = request.headers;
  if (authorization === undefined) throw notSignedIn();
  const keyHash = hashServiceKey(readBearer(authorization) ?? '');
  const key = keyHash && (await findLiveServiceKey(context.database.read, keyHash));
  if (key === undefined) throw badBearer('This call takes a service key, and this is none that is good.');
  if (!key.scopes.split(' ').includes(scope)) throw insufficientScope(scope);
  if (key.per_minute !== null)
    await takeOwnPoint(context, factsOf(request), {
      limit: { name: 'service_key', points: key.per_minute, windowSeconds: 60 },
      key: key.id,
      detail: 'This service key was used more often in the last minute than it may be.',
    });
  if (key.is_use_due === 1) noteUse(context, key.id);
  return { serviceKey: key };
}

/** RFC 6750 §3.1. */
const insufficientScope = (scope: ServiceScope): Problem =>
  new Problem('insufficient_scope', {
    detail: `This needs a service key with the scope ${scope}.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });

/** Off the request's path; losing it harms nobody. */
function noteUse({ database, log }: ServiceGuardContext, id: string): void {
  noteServiceKeyUse(database.write, id).catch((error: unknown) =>
    log.warn({ err: error }, 'the use of a service key could not be noted'),
  );
}
