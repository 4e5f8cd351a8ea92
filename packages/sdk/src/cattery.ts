import { keyed } from './contacts.ts';
import type { CallOptions, Portress } from './create-portress.ts';
import type { DeedAnswer, DeedInput } from './deed.ts';
import type { components } from './service.gen.ts';

/** Somebody who has cats; shared by everybody who is signed in. */
export type Owner = components['schemas']['Owner'];
/** A cat and whose it is. */
export type Cat = components['schemas']['Cat'];
/** A whole owner, as it is created or replaced. */
export type OwnerFields = DeedInput<'post', '/api/owners'>['body'];
/** A whole cat, as it is created or replaced. */
export type CatFields = DeedInput<'post', '/api/cats'>['body'];

type PageQuery = { limit?: number; cursor?: string };
/** With an `ETag` in `ifMatch` only while nothing has changed since: `precondition_failed` otherwise. */
type ReplaceOptions = CallOptions & { ifMatch?: string | undefined };
type CreateOptions = CallOptions & { idempotencyKey?: string };

/** Owners and their cats, shared by everybody who is signed in; changing needs a moderator, deleting an administrator. */
export function catteryOf({ call }: Pick<Portress, 'call'>) {
  return {
    owners: {
      list: (query: PageQuery = {}, options?: CallOptions): Promise<DeedAnswer<'get', '/api/owners'>> =>
        call('get', '/api/owners', { query, ...options }),
      find: (id: string, options?: CallOptions): Promise<Owner> =>
        call('get', '/api/owners/{id}', { path: { id }, ...options }),
      create: (body: OwnerFields, { idempotencyKey, ...options }: CreateOptions = {}): Promise<Owner> =>
        call('post', '/api/owners', { body, ...keyed(idempotencyKey), ...options }),
      replace: (id: string, body: OwnerFields, { ifMatch, ...options }: ReplaceOptions = {}): Promise<Owner> =>
        call('put', '/api/owners/{id}', { path: { id }, body, ...matched(ifMatch), ...options }),
      delete: async (id: string): Promise<void> => {
        await call('delete', '/api/owners/{id}', { path: { id } });
      },
    },
    cats: {
      list: (
        query: PageQuery & { owner_id?: string } = {},
        options?: CallOptions,
      ): Promise<DeedAnswer<'get', '/api/cats'>> => call('get', '/api/cats', { query, ...options }),
      find: (id: string, options?: CallOptions): Promise<Cat> =>
        call('get', '/api/cats/{id}', { path: { id }, ...options }),
      create: (body: CatFields, { idempotencyKey, ...options }: CreateOptions = {}): Promise<Cat> =>
        call('post', '/api/cats', { body, ...keyed(idempotencyKey), ...options }),
      replace: (id: string, body: CatFields, { ifMatch, ...options }: ReplaceOptions = {}): Promise<Cat> =>
        call('put', '/api/cats/{id}', { path: { id }, body, ...matched(ifMatch), ...options }),
      vaccinate: (id: string, vaccinated: boolean, options?: CallOptions): Promise<Cat> =>
        call('patch', '/api/cats/{id}/vaccinated', { path: { id }, body: { vaccinated }, ...options }),
      delete: async (id: string): Promise<void> => {
        await call('delete', '/api/cats/{id}', { path: { id } });
      },
    },
  };
}

const matched = (tag: string | undefined) => (tag === undefined ? {} : { headers: { 'if-match': tag } });
