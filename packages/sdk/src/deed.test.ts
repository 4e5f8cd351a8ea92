import { expect, expectTypeOf, test } from 'vitest';
import { createFakeService, json } from '../test/fake-service.ts';
import type { Account, Page } from './contract.ts';
import { createPortress, type Portress } from './create-portress.ts';
import { type DeedAnswer, type DeedInput, exchangeOf } from './deed.ts';

function given() {
  const service = createFakeService(() => json(200, {}));
  const portress = createPortress({ baseUrl: 'https://id.example/accounts', fetch: service.fetch });
  return { service, portress };
}

test('a deed is its method, its path with the ids in their places, and what goes along', () => {
  const headers = { 'if-match': '"tag"' };
  const body = { first_name: 'Olena' };
  expect(exchangeOf('patch', '/api/contacts/{id}', { path: { id: 'con_1' }, body, headers })).toEqual({
    method: 'PATCH',
    path: 'api/contacts/con_1',
    body,
    headers,
  });
});

test.each([
  ['a/b', 'a%2Fb'],
  ['a\\b', 'a%5Cb'],
  ['../accounts', '..%2Faccounts'],
  ['%2e%2e', '%252e%252e'],
  ['?role=admin', '%3Frole%3Dadmin'],
  ['#top', '%23top'],
  ['//evil.example', '%2F%2Fevil.example'],
  ['a\r\nb', 'a%0D%0Ab'],
  ['...', '...'],
  ['Олена', '%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0'],
])('the id %j stays in its place', async (id, place) => {
  const { service, portress } = given();
  await portress.call('get', '/api/contacts/{id}', { path: { id } });
  expect(service.seen).toMatchObject([{ path: `/accounts/api/contacts/${place}`, query: '' }]);
});

test.each([['..'], ['.'], [''], ['\ud800'], [undefined], [null], [7]])(
  'the id %j, which has no place in an address, is not found, and nothing is sent',
  async (id) => {
    const { service, portress } = given();
    const call = portress.call('delete', '/api/accounts/{id}', { path: { id: id as string } });
    await expect(call).rejects.toMatchObject({ name: 'PortressProblem', code: 'not_found', status: 404 });
    await expect(portress.sessions.end(id as string)).rejects.toMatchObject({ code: 'not_found' });
    expect(service.seen).toEqual([]);
  },
);

test('what is undefined in a query is left out', async () => {
  const { service, portress } = given();
  await portress.sessions.list({ limit: 5 });
  await portress.call('get', '/api/contacts', { query: { q: 'a&b=c', limit: 20, cursor: undefined } as object });
  expect(service.seen.map(({ query }) => query)).toEqual(['?limit=5', '?q=a%26b%3Dc&limit=20']);
});

test('a wrong path, method, id or body does not compile', () => {
  const { call } = {} as Portress;
  const compiled = () => [
    call('get', '/api/account'),
    call('get', '/api/contacts/{id}', { path: { id: 'con_1' } }),
    call('post', '/api/owners', { body: { email: 'anna@example.com' } }),
    // @ts-expect-error there is no such path
    call('get', '/api/acount'),
    // @ts-expect-error the path has no such method
    call('delete', '/api/health'),
    // @ts-expect-error the id is missing
    call('get', '/api/contacts/{id}'),
    // @ts-expect-error the id has another name
    call('get', '/api/contacts/{id}', { path: { contact: 'con_1' } }),
    // @ts-expect-error the body is missing
    call('post', '/api/owners'),
    // @ts-expect-error the body's field is a text
    call('post', '/api/owners', { body: { email: 7 } }),
    // @ts-expect-error the body has no such field
    call('post', '/api/owners', { body: { email: 'anna@example.com', admin: true } }),
    // @ts-expect-error the query has no such part
    call('get', '/api/contacts', { query: { sorting: 'name' } }),
  ];
  expect(compiled).toBeTypeOf('function');
});

test('a deed is answered with what the document says', () => {
  expectTypeOf<DeedAnswer<'get', '/api/account'>>().toEqualTypeOf<Account>();
  expectTypeOf<DeedAnswer<'delete', '/api/contacts/{id}'>>().toEqualTypeOf<undefined>();
  expectTypeOf<DeedAnswer<'get', '/api/account/sessions'>['next_cursor']>().toEqualTypeOf<
    Page<object>['next_cursor']
  >();
  expectTypeOf<DeedInput<'get', '/api/contacts/{id}'>['path']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<DeedInput<'post', '/api/contacts/import'>['body']>().toEqualTypeOf<Blob | FormData>();
});
