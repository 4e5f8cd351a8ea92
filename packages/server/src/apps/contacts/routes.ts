import { type Caller, type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { matchesWeakly } from '#platform/http/entity-tags.ts';
import { type Exchange, type Route, route } from '#platform/http/route.ts';
import { replayHeaders } from '#platform/idempotency/idempotency-key.ts';
import { type AddContext, addContact } from './add-contact.ts';
import { type Chosen, changeContact, removeContact } from './change-contact.ts';
import { contactTagOf, toWireContact } from './contact-on-wire.ts';
import type { Contact } from './contact-row.ts';
import {
  changeContactContract,
  createContactContract,
  deleteContactContract,
  findContactContract,
  listBirthdaysContract,
  listContactsContract,
  replaceContactContract,
} from './contract.ts';
import { type LimitContext, takeChange, takeCreation, takeReading } from './limits.ts';
import { type PageContext, pageBirthdays, pageContacts } from './pages.ts';
import { fieldContextOf, readContact, readContactChanges } from './read-contact.ts';
import { noSuchContact } from './refusals.ts';
import { findContact } from './store.ts';

export type ContactsContext = GuardContext &
  LimitContext &
  PageContext &
  AddContext & { config: { publicUrl: string } };

const tag = 'Address book';

export const contactRoutes = (context: ContactsContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/contacts',
    summary: 'Contacts of the own address book',
    description:
      'By last name, first name and id, as the alphabet has them. What is given has to fit together; nothing given lists all. `%` and `_` are characters like others.',
    tag,
    guard: signedIn(context),
    contract: listContactsContract,
    problems: ['invalid_cursor', 'too_many_requests'],
    answer: async ({ query, caller, facts }) => {
      await takeReading(context, facts, caller);
      return { status: 200, body: await pageContacts(context, caller.account, query) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/contacts/birthdays',
    summary: 'Whose birthday is next',
    description:
      'Each contact at most once, by the day on which the birthday falls, then by name. 29 February falls on 1 March in years that have none.',
    tag,
    guard: signedIn(context),
    contract: listBirthdaysContract,
    problems: ['invalid_cursor', 'too_many_requests'],
    answer: async ({ query, caller, facts }) => {
      await takeReading(context, facts, caller);
      return { status: 200, body: await pageBirthdays(context, caller.account, query) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/contacts',
    summary: 'Add a contact',
    tag,
    guard: signedIn(context),
    contract: createContactContract,
    problems: ['email_taken', 'address_book_full', 'too_many_requests'],
    isRepeatable: true,
    answer: async ({ body, caller: { account, accountId }, idempotencyKey: key, facts }) => {
      await takeCreation(context, facts, { accountId });
      const fields = readContact(body, fieldContextOf(context, account));
      const { resource, isReplayed } = await addContact(context, { accountId, fields, key, request: body });
      const headers = {
        Location: `${context.config.publicUrl}/api/contacts/${resource.id}`,
        ETag: contactTagOf(resource, account),
        ...replayHeaders(isReplayed),
      };
      return { status: 201, body: toWireContact(resource, account), headers };
    },
  }),
  route({
    method: 'GET',
    path: '/api/contacts/:id',
    summary: 'One contact',
    description: 'With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.',
    tag,
    guard: signedIn(context),
    contract: findContactContract,
    problems: ['not_found', 'too_many_requests'],
    answer: async ({ params, caller, facts, exchange: { request } }) => {
      await takeReading(context, facts, caller);
      const contact = await findContact(context.database.read, caller.accountId, params.id);
      if (contact === undefined) throw noSuchContact();
      const headers = { ETag: contactTagOf(contact, caller.account) };
      const known = request.headers['if-none-match'];
      if (known !== undefined && matchesWeakly(known, headers.ETag)) return { status: 304, body: null, headers };
      return { status: 200, body: toWireContact(contact, caller.account), headers };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/contacts/:id',
    summary: 'Replace a contact',
    description:
      'What is left out is empty afterwards. With `If-Match` it is done only while the contact still is what was read.',
    tag,
    guard: signedIn(context),
    contract: replaceContactContract,
    problems: ['not_found', 'email_taken', 'precondition_failed', 'too_many_requests'],
    answer: async ({ body, params, caller, facts, exchange }) => {
      await takeChange(context, facts, caller);
      const fields = readContact(body, fieldContextOf(context, caller.account));
      return answerChanged(await changeContact(context, chosen(caller, params, exchange), fields), caller);
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/contacts/:id',
    summary: 'Change a contact',
    description:
      'What is left out stays; `null` clears. With `If-Match` it is done only while the contact still is what was read.',
    tag,
    guard: signedIn(context),
    contract: changeContactContract,
    problems: ['not_found', 'email_taken', 'precondition_failed', 'too_many_requests'],
    answer: async ({ body, params, caller, facts, exchange }) => {
      await takeChange(context, facts, caller);
      const changes = readContactChanges(body, fieldContextOf(context, caller.account));
      return answerChanged(await changeContact(context, chosen(caller, params, exchange), changes), caller);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/contacts/:id',
    summary: 'Delete a contact',
    description: 'With `If-Match` it is done only while the contact still is what was read.',
    tag,
    guard: signedIn(context),
    contract: deleteContactContract,
    problems: ['not_found', 'precondition_failed', 'too_many_requests'],
    answer: async ({ params, caller, facts, exchange }) => {
      await takeChange(context, facts, caller);
      await removeContact(context, chosen(caller, params, exchange));
      return { status: 204, body: null };
    },
  }),
];

const chosen = ({ account }: Caller, { id }: { id: string }, { request }: Exchange): Chosen => ({
  account,
  id,
  ifMatch: request.headers['if-match'],
});

const answerChanged = (contact: Contact, { account }: Caller) => ({
  status: 200,
  body: toWireContact(contact, account),
  headers: { ETag: contactTagOf(contact, account) },
});
