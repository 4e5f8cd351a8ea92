import type { AccountEvents } from '#features/account-events/follow-account-events.ts';
import { findForgottenEvent, findLastEvent, listEvents } from '#features/account-events/store.ts';
import type { Revocations } from '#features/revocations/follow-revocations.ts';
import { findLastRevocation } from '#features/revocations/store.ts';
import { type ServiceGuardContext, withServiceKey } from '#features/service-keys/guard.ts';
import { inPieces } from '#platform/http/in-pieces.ts';
import { OAuthError } from '#platform/http/oauth-error.ts';
import { type Route, route } from '#platform/http/route.ts';
import { accountEventFeed } from './account-event-feed.ts';
import {
  accountEventsContract,
  introspectContract,
  revocationsContract,
  streamContract,
  toWireAccountEvent,
} from './contract.ts';
import { type IntrospectContext, introspectToken } from './introspect-token.ts';
import { openFeedStream, type StreamContext } from './open-stream.ts';
import { revocationFeed, writeSnapshot } from './revocation-feed.ts';

export type ResourceServerContext = IntrospectContext &
  ServiceGuardContext &
  StreamContext & { revocations: Revocations; accountEvents: AccountEvents };

const resuming =
  '`retry:` tells when to come back after the connection was lost. `Last-Event-ID` resumes without gap or repeat, on whatever node; without one, or with one that is larger than anything given yet, the stream starts with `event: snapshot`. `event: heartbeat` comes about once a second and says in `data: {"sequence": n}` that everything up to `n` has been sent as of now; a node that cannot read its database sends none.';

export const resourceServerRoutes = (context: ResourceServerContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/revocations',
    summary: 'What was revoked and may still be about',
    description:
      'Every session, account and signing key whose access tokens have to be refused although they have not expired, up to `sequence`. Then follow the stream from there.',
    tag: 'Other services',
    guard: withServiceKey(context, 'revocations:read'),
    contract: revocationsContract,
    answer: async () => {
      const last = await findLastRevocation(context.database.read);
      return {
        status: 200,
        body: inPieces(writeSnapshot(context, last)),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/revocations/stream',
    summary: 'Revocations as they happen',
    description: `Server-sent events. \`event: revocation\` with the sequence as its \`id:\`, and one item of \`GET /api/revocations\` with its \`sequence\` as \`data:\`. The data of a snapshot is the answer of \`GET /api/revocations\`. ${resuming}`,
    tag: 'Other services',
    guard: withServiceKey(context, 'revocations:read'),
    contract: streamContract,
    problems: ['invalid_request', 'overloaded'],
    answer: ({ exchange, caller }) => {
      const { body, headers } = openFeedStream(context, exchange, caller, revocationFeed(context));
      return { status: 200, body, headers };
    },
  }),
  route({
    method: 'POST',
    path: '/api/introspect',
    summary: 'Whether a token is good right now (RFC 7662)',
    description:
      'A form with `token`: an access token or a refresh token. The answer is never late, on no node. Of anything that is not good it is exactly `{"active": false}`. A refresh token is not spent by it.',
    tag: 'Other services',
    guard: withServiceKey(context, 'introspect'),
    bodyType: 'form',
    contract: introspectContract,
    answer: async ({ body: { token = '' }, exchange: { reply } }) => {
      if (token === '') throw new OAuthError('invalid_request', 'token is missing');
      reply.header('pragma', 'no-cache');
      return { status: 200, body: await introspectToken(context, token) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/account-events',
    summary: 'What became of accounts',
    description:
      'For a table of people of your own: the latest event of each account, in the order of `sequence`. From 0 it is the list of all accounts, and of those deleted in the last 90 days. Read on with `after` until `next` is null, then follow the stream from `sequence`. An event is numbered a moment after the change.',
    tag: 'Other services',
    guard: withServiceKey(context, 'accounts:read'),
    contract: accountEventsContract,
    answer: async ({ query: { after, limit } }) => {
      const { read } = context.database;
      const [sequence, forgotten] = [await findLastEvent(read), await findForgottenEvent(read)];
      const found = await listEvents(read, { after, upTo: sequence, limit: limit + 1 });
      const items = found.slice(0, limit);
      const next = found.length > limit ? (items.at(-1)?.sequence ?? null) : null;
      return { status: 200, body: { sequence, forgotten, items: items.map(toWireAccountEvent), next } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/account-events/stream',
    summary: 'Changes of accounts as they happen',
    description: `Server-sent events \`created\`, \`changed\` and \`deleted\`, with the sequence as \`id:\` and one item of \`GET /api/account-events\` as \`data:\`. A snapshot is empty here: it tells to read the list anew from 0. It also comes where deletions since then are older than 90 days. ${resuming}`,
    tag: 'Other services',
    guard: withServiceKey(context, 'accounts:read'),
    contract: streamContract,
    problems: ['invalid_request', 'overloaded'],
    answer: ({ exchange, caller }) => {
      const { body, headers } = openFeedStream(context, exchange, caller, accountEventFeed(context));
      return { status: 200, body, headers };
    },
  }),
];
