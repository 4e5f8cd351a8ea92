import { signedIn, withRole } from '#features/sessions/guard.ts';
import { entityTagOf } from '#platform/http/entity-tags.ts';
import { type Route, route } from '#platform/http/route.ts';
import { replayHeaders } from '#platform/idempotency/idempotency-key.ts';
import type { AppContext } from '../installed-app.ts';
import {
  createOwnerContract,
  deleteOwnerContract,
  findOwnerContract,
  listOwnersContract,
  replaceOwnerContract,
  toWireOwner,
} from './contract.ts';
import { createOwner } from './create-owner.ts';
import { deleteOwner } from './delete-owner.ts';
import { takeRead, takeWrite } from './limits.ts';
import { readPage } from './list-page.ts';
import { findOwner, listOwnerRows, type OwnerPosition } from './owner-store.ts';
import { unknownOwner } from './refusals.ts';
import { replaceOwner } from './replace-owner.ts';
import { answerChanged, answerFound } from './tagged-answer.ts';

const tag = 'Cattery';

export const ownerRoutes = (context: AppContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/owners',
    summary: 'The owners of cats, by name',
    description:
      'The cattery is shared: everybody who is signed in sees all of it. By name, whatever its case, then by e-mail; owners without a name stand first.',
    tag,
    guard: signedIn(context),
    contract: listOwnersContract,
    problems: ['invalid_cursor', 'too_many_requests'],
    answer: async ({ query, caller, facts }) => {
      await takeRead(context, { caller, facts });
      const { rows, nextCursor } = await readPage(context, ['owners', caller.accountId], query, {
        list: (after: OwnerPosition | null, limit) => listOwnerRows(context.database.read, after, limit),
        positionOf: (owner) => [owner.name_sort, owner.email_canonical, owner.id],
        toPosition: ([name_sort = '', email_canonical = '', id = '']) => ({ name_sort, email_canonical, id }),
      });
      return { status: 200, body: { items: rows.map(toWireOwner), next_cursor: nextCursor } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/owners/:id',
    summary: 'One owner',
    description: 'With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.',
    tag,
    guard: signedIn(context),
    contract: findOwnerContract,
    problems: ['not_found', 'too_many_requests'],
    answer: async ({ params, caller, facts, exchange: { request } }) => {
      await takeRead(context, { caller, facts });
      const owner = await findOwner(context.database.read, params.id);
      if (owner === undefined) throw unknownOwner();
      return answerFound(request, toWireOwner(owner));
    },
  }),
  route({
    method: 'POST',
    path: '/api/owners',
    summary: 'Add an owner',
    tag,
    guard: signedIn(context),
    contract: createOwnerContract,
    problems: ['email_taken', 'too_many_requests'],
    isRepeatable: true,
    answer: async ({ body: fields, caller, facts, idempotencyKey: key }) => {
      await takeWrite(context, { caller, facts });
      const { resource, isReplayed } = await createOwner(context, { accountId: caller.accountId, key, fields });
      const body = toWireOwner(resource);
      const Location = `${context.config.publicUrl}/api/owners/${resource.id}`;
      return { status: 201, body, headers: { Location, etag: entityTagOf(body), ...replayHeaders(isReplayed) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/owners/:id',
    summary: 'Change an owner',
    description:
      'What is left out is the default: without `name` the owner has none. With `If-Match` it is done only while the owner still is what was read.',
    tag,
    guard: withRole(context, 'moderator', 'admin'),
    contract: replaceOwnerContract,
    problems: ['not_found', 'email_taken', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params: { id }, body: fields, caller, facts, exchange: { request } }) => {
      await takeWrite(context, { caller, facts });
      const owner = await replaceOwner(context, { id, fields, ifMatch: request.headers['if-match'] });
      return answerChanged(toWireOwner(owner));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/owners/:id',
    summary: 'Delete an owner who has no cats',
    description: 'With `If-Match` it is done only while the owner still is what was read.',
    tag,
    guard: withRole(context, 'admin'),
    contract: deleteOwnerContract,
    problems: ['not_found', 'owner_has_cats', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params: { id }, caller, facts, exchange: { request } }) => {
      await takeWrite(context, { caller, facts });
      await deleteOwner(context, { id, ifMatch: request.headers['if-match'] });
      return { status: 204, body: null };
    },
  }),
];
