import { expect, test } from 'vitest';
import { createFakeService, json } from '../test/fake-service.ts';
import { administrationOf } from './administration.ts';
import { catteryOf } from './cattery.ts';
import { contactsOf } from './contacts.ts';
import { createPortress } from './create-portress.ts';

const service = createFakeService(() => json(200, { items: [], next_cursor: null }));
const portress = createPortress({ baseUrl: 'https://id.example', fetch: service.fetch });
const contacts = contactsOf(portress);
const { owners, cats } = catteryOf(portress);
const administration = administrationOf(portress);
const { accounts, invitations } = administration;

const owner = { email: 'anna@example.com', name: 'Anna' };
const cat = { nickname: 'Murka', age: 3, description: null, owner_id: 'own_1' };
const file = new Blob(['first_name\nOlena\n'], { type: 'text/csv' });

test.each<[string, () => Promise<unknown>, string, (object | undefined)?, object?]>([
  ['contacts.list', () => contacts.list({ q: 'ol', limit: 20 }), 'GET /api/contacts?q=ol&limit=20'],
  ['contacts.listBirthdays', () => contacts.listBirthdays({ days: 14 }), 'GET /api/contacts/birthdays?days=14'],
  ['contacts.find', () => contacts.find('con_1'), 'GET /api/contacts/con_1'],
  ['contacts.create', () => contacts.create({ first_name: 'Olena' }), 'POST /api/contacts', { first_name: 'Olena' }],
  [
    'contacts.create, once',
    () => contacts.create({ first_name: 'Olena' }, { idempotencyKey: 'key-1' }),
    'POST /api/contacts',
    { first_name: 'Olena' },
    { 'idempotency-key': 'key-1' },
  ],
  [
    'contacts.replace',
    () => contacts.replace('con_1', { first_name: 'Olena' }),
    'PUT /api/contacts/con_1',
    { first_name: 'Olena' },
  ],
  [
    'contacts.change',
    () => contacts.change('con_1', { last_name: null }),
    'PATCH /api/contacts/con_1',
    { last_name: null },
  ],
  ['contacts.delete', () => contacts.delete('con_1'), 'DELETE /api/contacts/con_1'],
  [
    'contacts.import',
    () => contacts.import(file, { type: 'text/csv' }),
    'POST /api/contacts/import?mode=lenient',
    file,
    { 'content-type': 'text/csv' },
  ],
  [
    'contacts.import, all or nothing',
    () => contacts.import(file, { type: 'text/vcard', mode: 'atomic' }),
    'POST /api/contacts/import?mode=atomic',
    file,
    { 'content-type': 'text/vcard' },
  ],
  ['owners.list', () => owners.list(), 'GET /api/owners'],
  ['owners.find', () => owners.find('own_1'), 'GET /api/owners/own_1'],
  [
    'owners.create',
    () => owners.create(owner, { idempotencyKey: 'key-2' }),
    'POST /api/owners',
    owner,
    { 'idempotency-key': 'key-2' },
  ],
  ['owners.replace', () => owners.replace('own_1', owner), 'PUT /api/owners/own_1', owner],
  ['owners.delete', () => owners.delete('own_1'), 'DELETE /api/owners/own_1'],
  ['cats.list', () => cats.list({ owner_id: 'own_1', cursor: 'next' }), 'GET /api/cats?owner_id=own_1&cursor=next'],
  ['cats.find', () => cats.find('cat_1'), 'GET /api/cats/cat_1'],
  ['cats.create', () => cats.create(cat), 'POST /api/cats', cat],
  ['cats.replace', () => cats.replace('cat_1', cat), 'PUT /api/cats/cat_1', cat],
  ['cats.vaccinate', () => cats.vaccinate('cat_1', false), 'PATCH /api/cats/cat_1/vaccinated', { vaccinated: false }],
  ['cats.delete', () => cats.delete('cat_1'), 'DELETE /api/cats/cat_1'],
  ['accounts.list', () => accounts.list({ q: 'anna', role: 'user' }), 'GET /api/accounts?q=anna&role=user'],
  ['accounts.find', () => accounts.find('acc_1'), 'GET /api/accounts/acc_1'],
  [
    'accounts.change',
    () => accounts.change('acc_1', { role: 'moderator' }),
    'PATCH /api/accounts/acc_1',
    { role: 'moderator' },
  ],
  ['accounts.delete', () => accounts.delete('acc_1'), 'DELETE /api/accounts/acc_1'],
  [
    'accounts.listSessions',
    () => accounts.listSessions('acc_1', { limit: 1 }),
    'GET /api/accounts/acc_1/sessions?limit=1',
  ],
  ['accounts.signOut', () => accounts.signOut('acc_1'), 'POST /api/accounts/acc_1/sign-out'],
  ['accounts.mailPasswordReset', () => accounts.mailPasswordReset('acc_1'), 'POST /api/accounts/acc_1/password-reset'],
  ['invitations.list', () => invitations.list({ limit: 2 }), 'GET /api/invitations?limit=2'],
  [
    'invitations.create',
    () => invitations.create({ email: 'olena@example.com', expires_in: 3600 }),
    'POST /api/invitations',
    { email: 'olena@example.com', expires_in: 3600 },
  ],
  ['invitations.revoke', () => invitations.revoke('inv_1'), 'DELETE /api/invitations/inv_1'],
  ['listAuditEvents', () => administration.listAuditEvents({ limit: 3 }), 'GET /api/audit-events?limit=3'],
  ['findStatistics', () => administration.findStatistics(), 'GET /api/statistics'],
  ['findHealth', () => administration.findHealth(), 'GET /api/health'],
  ['listOutbox', () => administration.listOutbox(), 'GET /api/outbox'],
  ['listSigningKeys', () => administration.listSigningKeys(), 'GET /api/signing-keys'],
  ['rotateSigningKeys', () => administration.rotateSigningKeys(), 'POST /api/signing-keys/rotate'],
])('%s is sent as the document says', async (_, deed, line, body, headers = {}) => {
  await deed();
  const sent = service.seen.at(-1);
  expect(`${sent?.method} ${sent?.path}${sent?.query}`).toBe(line);
  expect(sent?.body).toEqual(body);
  const ofJson = body && !(body instanceof Blob) ? { 'content-type': 'application/json' } : {};
  expect(sent?.headers).toEqual({ accept: 'application/json', ...ofJson, ...headers });
});

test('the caller may give any of them up', async () => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  const before = service.seen.length;
  await expect(contacts.list({}, { signal })).rejects.toBe(reason);
  await expect(contacts.import(file, { type: 'text/csv', signal })).rejects.toBe(reason);
  await expect(cats.create(cat, { signal, idempotencyKey: 'key-3' })).rejects.toBe(reason);
  await expect(administration.findHealth({ signal })).rejects.toBe(reason);
  expect(service.seen).toHaveLength(before);
});
