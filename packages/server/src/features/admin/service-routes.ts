import type { RotateContext } from '#features/access-tokens/rotate-signing-keys.ts';
import { listSigningKeys } from '#features/access-tokens/store.ts';
import { countKeptMails, listMails } from '#features/outbox/store.ts';
import { type GuardContext, withRole } from '#features/sessions/guard.ts';
import { pageNewestFirst } from '#platform/http/newest-first.ts';
import { type Route, route } from '#platform/http/route.ts';
import { findHealth, type HealthContext } from './find-health.ts';
import { findStatistics } from './find-statistics.ts';
import { rotateKeys } from './rotate-keys.ts';
import {
  healthContract,
  listOutboxContract,
  listSigningKeysContract,
  rotateSigningKeysContract,
  statisticsContract,
  toWireMail,
  toWireSigningKey,
} from './service-contract.ts';

export type ServiceContext = GuardContext & RotateContext & HealthContext & { config: { publicUrl: string } };

const mostCounted = 10_000;

/** What administrators see of the service itself. */
export const adminServiceRoutes = (context: ServiceContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/signing-keys',
    summary: 'The keys that sign access tokens, and those still published',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: listSigningKeysContract,
    answer: async () => {
      const keys = await listSigningKeys(context.database.read);
      const { kid } = context.signingKeys.current();
      const items = keys.map((key) => toWireSigningKey(key, kid));
      return { status: 200, body: { items, next_cursor: null, total: items.length } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/signing-keys/rotate',
    summary: 'Replace the key that signs access tokens',
    description:
      'Nobody notices: the new key is published at once and signs after a minute, the old one stays published until its last token has expired. A key that has leaked is replaced by `portress keys rotate --revoke-old`.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: rotateSigningKeysContract,
    answer: async ({ caller, facts }) => {
      const { kid } = await rotateKeys(context, { accountId: caller.accountId, facts });
      return { status: 201, body: { kid }, headers: { Location: `${context.config.publicUrl}/api/signing-keys` } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/outbox',
    summary: 'Mails that wait, were sent or were given up',
    description: 'Newest first, and never what they say. `total` counts up to 10,000.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: listOutboxContract,
    problems: ['invalid_cursor'],
    answer: async ({ query, caller }) => {
      const scope = JSON.stringify(['outbox', caller.accountId]);
      const { lines, nextCursor } = await pageNewestFirst(context, scope, query, (page) =>
        listMails(context.database.read, page),
      );
      return {
        status: 200,
        body: {
          items: lines.map(toWireMail),
          next_cursor: nextCursor,
          total: await countKeptMails(context.database.read, mostCounted),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/statistics',
    summary: 'How many accounts there are, and sign-ups and sign-ins of the last 30 days',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: statisticsContract,
    answer: async () => ({ status: 200, body: await findStatistics(context) }),
  }),
  route({
    method: 'GET',
    path: '/api/health',
    summary: 'How the node that answers is',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: healthContract,
    answer: async () => ({ status: 200, body: await findHealth(context) }),
  }),
];
