import type { CallOptions, Portress } from './create-portress.ts';
import type { DeedAnswer, DeedInput } from './deed.ts';
import type { components } from './service.gen.ts';

/** One contact of the signed-in account. */
export type Contact = components['schemas']['Contact'];
/** A contact with the day on which their next birthday is. */
export type ContactBirthday = components['schemas']['ContactBirthday'];
/** What became of an imported file. */
export type ContactImport = components['schemas']['ContactImport'];
/** A whole contact, as it is created or replaced. */
export type ContactFields = DeedInput<'post', '/api/contacts'>['body'];
/** A part of one. */
export type ContactChanges = DeedInput<'patch', '/api/contacts/{id}'>['body'];
/** What a list of contacts is narrowed and sorted by. */
export type ContactSearch = NonNullable<DeedInput<'get', '/api/contacts'>['query']>;
/** What can be imported. */
export type ContactFile = 'text/vcard' | 'text/csv';

type CreateOptions = CallOptions & {
  /** Sent again under the same key, the same contact is answered instead of another one. */
  idempotencyKey?: string;
};

/** An import of many thousands takes its time; its answer comes at the end. */
const importSeconds = 600;

/** The signed-in account's address book. */
export function contactsOf({ call }: Pick<Portress, 'call'>) {
  return {
    list: (query: ContactSearch = {}, options?: CallOptions): Promise<DeedAnswer<'get', '/api/contacts'>> =>
      call('get', '/api/contacts', { query, ...options }),
    /** The coming `days` (7), today the first, in the account's time zone. */
    listBirthdays: (
      query: NonNullable<DeedInput<'get', '/api/contacts/birthdays'>['query']> = {},
      options?: CallOptions,
    ): Promise<DeedAnswer<'get', '/api/contacts/birthdays'>> =>
      call('get', '/api/contacts/birthdays', { query, ...options }),
    find: (id: string, options?: CallOptions): Promise<Contact> =>
      call('get', '/api/contacts/{id}', { path: { id }, ...options }),
    create: (body: ContactFields, { idempotencyKey, ...options }: CreateOptions = {}): Promise<Contact> =>
      call('post', '/api/contacts', { body, ...keyed(idempotencyKey), ...options }),
    /** What is left out is emptied. With `ifMatch`, see `etagOf`, only while the contact still is what was read. */
    replace: (
      id: string,
      body: ContactFields,
      { ifMatch, ...options }: CallOptions & { ifMatch?: string | undefined } = {},
    ): Promise<Contact> =>
      call('put', '/api/contacts/{id}', {
        path: { id },
        body,
        ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
        ...options,
      }),
    /** What is left out stays; `null` clears. */
    change: (id: string, body: ContactChanges, options?: CallOptions): Promise<Contact> =>
      call('patch', '/api/contacts/{id}', { path: { id }, body, ...options }),
    delete: async (id: string): Promise<void> => {
      await call('delete', '/api/contacts/{id}', { path: { id } });
    },
    /** `lenient` takes what is good, `atomic` all or nothing. Refused lines come back with their reasons. */
    import: (
      file: Blob,
      { type, mode = 'lenient', signal }: CallOptions & { type: ContactFile; mode?: 'lenient' | 'atomic' },
    ): Promise<ContactImport> =>
      call('post', '/api/contacts/import', {
        query: { mode },
        body: file,
        headers: { 'content-type': type },
        timeoutSeconds: importSeconds,
        ...(signal && { signal }),
      }),
  };
}

export const keyed = (key: string | undefined) => (key === undefined ? {} : { headers: { 'idempotency-key': key } });
