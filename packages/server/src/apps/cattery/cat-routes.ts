import { signedIn, withRole } from '#features/sessions/guard.ts';
import { entityTagOf } from '#platform/http/entity-tags.ts';
import { type Route, route } from '#platform/http/route.ts';
import { replayHeaders } from '#platform/idempotency/idempotency-key.ts';
import type { AppContext } from '../installed-app.ts';
import { type CatPosition, findCat, listCatRows } from './cat-store.ts';
import {
  createCatContract,
  deleteCatContract,
  findCatContract,
  listCatsContract,
  replaceCatContract,
  toWireCat,
  vaccinateCatContract,
} from './contract.ts';
import { createCat } from './create-cat.ts';
import { deleteCat } from './delete-cat.ts';
import { takeRead, takeWrite } from './limits.ts';
import { readPage } from './list-page.ts';
import { unknownCat } from './refusals.ts';
import { replaceCat, vaccinateCat } from './replace-cat.ts';
import { answerChanged, answerFound } from './tagged-answer.ts';

const tag = 'Cattery';

export const catRoutes = (context: AppContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/cats',
    summary: 'The cats, by nickname',
    description:
      'The cattery is shared: everybody who is signed in sees all of it. Each cat has its whole owner. With `owner_id` the cats of that owner; of one who is not there, none.',
    tag,
    guard: signedIn(context),
    contract: listCatsContract,
    problems: ['invalid_cursor', 'too_many_requests'],
    answer: async ({ query, caller, facts }) => {
      await takeRead(context, { caller, facts });
      const { owner_id: ownerId = null } = query;
      const { rows, nextCursor } = await readPage(context, ['cats', caller.accountId, ownerId], query, {
        list: (after: CatPosition | null, limit) => listCatRows(context.database.read, ownerId, after, limit),
        positionOf: (cat) => [cat.nickname_sort, cat.id],
        toPosition: ([nickname_sort = '', id = '']) => ({ nickname_sort, id }),
      });
      return { status: 200, body: { items: rows.map(toWireCat), next_cursor: nextCursor } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/cats/:id',
    summary: 'One cat with its owner',
    description: 'With an `ETag`, which changes with the owner too; `If-None-Match` is answered with 304 until then.',
    tag,
    guard: signedIn(context),
    contract: findCatContract,
    problems: ['not_found', 'too_many_requests'],
    answer: async ({ params, caller, facts, exchange: { request } }) => {
      await takeRead(context, { caller, facts });
      const cat = await findCat(context.database.read, params.id);
      if (cat === undefined) throw unknownCat();
      return answerFound(request, toWireCat(cat));
    },
  }),
  route({
    method: 'POST',
    path: '/api/cats',
    summary: 'Add a cat',
    description: 'A cat named Mur is vaccinated, whatever is sent.',
    tag,
    guard: signedIn(context),
    contract: createCatContract,
    problems: ['owner_not_found', 'too_many_requests'],
    isRepeatable: true,
    answer: async ({ body: fields, caller, facts, idempotencyKey: key }) => {
      await takeWrite(context, { caller, facts });
      const { resource, isReplayed } = await createCat(context, { accountId: caller.accountId, key, fields });
      const body = toWireCat(resource);
      const Location = `${context.config.publicUrl}/api/cats/${resource.id}`;
      return { status: 201, body, headers: { Location, etag: entityTagOf(body), ...replayHeaders(isReplayed) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/cats/:id',
    summary: 'Change a cat',
    description:
      'What is left out is the default: no description, and not vaccinated (Mur always is). With `If-Match` it is done only while the cat and its owner still are what was read.',
    tag,
    guard: withRole(context, 'moderator', 'admin'),
    contract: replaceCatContract,
    problems: ['not_found', 'owner_not_found', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params: { id }, body: fields, caller, facts, exchange: { request } }) => {
      await takeWrite(context, { caller, facts });
      const cat = await replaceCat(context, { id, fields, ifMatch: request.headers['if-match'] });
      return answerChanged(toWireCat(cat));
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/cats/:id/vaccinated',
    summary: 'Mark a cat as vaccinated, or not',
    description: 'A cat named Mur stays vaccinated: the answer says how it is. `If-Match` as for PUT.',
    tag,
    guard: withRole(context, 'moderator', 'admin'),
    contract: vaccinateCatContract,
    problems: ['not_found', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params: { id }, body: { vaccinated }, caller, facts, exchange: { request } }) => {
      await takeWrite(context, { caller, facts });
      const cat = await vaccinateCat(context, { id, vaccinated, ifMatch: request.headers['if-match'] });
      return answerChanged(toWireCat(cat));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/cats/:id',
    summary: 'Delete a cat',
    description: 'With `If-Match` it is done only while the cat and its owner still are what was read.',
    tag,
    guard: withRole(context, 'admin'),
    contract: deleteCatContract,
    problems: ['not_found', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params: { id }, caller, facts, exchange: { request } }) => {
      await takeWrite(context, { caller, facts });
      await deleteCat(context, { id, ifMatch: request.headers['if-match'] });
      return { status: 204, body: null };
    },
  }),
];
