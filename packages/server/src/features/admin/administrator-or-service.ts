import { type ServiceCaller, type ServiceGuardContext, withServiceKey } from '#features/service-keys/guard.ts';
import { serviceKeyPrefix } from '#features/service-keys/service-key.ts';
import { type Caller, type GuardContext, withRole } from '#features/sessions/guard.ts';
import type { Guard } from '#platform/http/route.ts';

const serviceKeyHeader = new RegExp(`^Bearer +${serviceKeyPrefix}`, 'i');

/** Whoever reads accounts: an administrator, or another service by its key. What was shown decides who it has to be. */
export function administratorOrService(context: GuardContext & ServiceGuardContext): Guard<Caller | ServiceCaller> {
  const administrator = withRole(context, 'admin');
  const service = withServiceKey(context, 'accounts:read');
  return {
    name: `${administrator.name}, or ${service.name}`,
    security: 'session or service key',
    roles: ['admin'],
    scope: 'accounts:read',
    admit: (exchange) => {
      const isService = serviceKeyHeader.test(exchange.request.headers.authorization ?? '');
      return isService ? service.admit(exchange) : administrator.admit(exchange);
    },
  };
}

/** To whom a cursor belongs. */
export const readerOf = (caller: Caller | ServiceCaller): string =>
  'serviceKey' in caller ? `service_key:${caller.serviceKey.id}` : caller.accountId;
