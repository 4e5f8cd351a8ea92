import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { describeHttp } from '#test/cases/describe-http.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { openBook } from '../book-store.ts';
import type { ContactFields } from '../contact-fields.ts';
import {
  type FieldReader,
  isFieldFault,
  readBirthday,
  readEmail,
  readFirstName,
  readLastName,
  readNotes,
  readPhone,
} from '../fields.ts';
import { createContact, deleteContact, updateContact } from '../store.ts';
import { exportFile, givenPerson, importFile, listAllContacts, listAllFields } from '../test/given-contacts.ts';
import { exportContacts } from './export-contacts.ts';

const formats = [
  ['vcard', 'text/vcard'],
  ['csv', 'text/csv'],
] as const;

const givenContacts = (app: TestApp, accountId: string, contacts: readonly ContactFields[]): Promise<void> =>
  app.database.transaction(async (transaction) => {
    const book = await openBook(transaction, accountId);
    for (const fields of contacts) await createContact(transaction, { book, fields, most: 100_000 });
  });

const named = (firstName: string, more: Partial<ContactFields> = {}): ContactFields => ({
  firstName,
  lastName: null,
  email: null,
  phone: null,
  birthday: null,
  notes: null,
  isFavorite: false,
  ...more,
});

/** Whatever the reader of a field takes, made of what files find hard. */
const hard = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'\\;,:"\'=+-@ \n\r\tnN',
        '\\n',
        ' ::: ',
        'é',
        'e\u0301',
        'Ж',
        '語',
        '👩‍👩‍👧',
        '\u200d',
        '＝',
        '\u2028',
        'BEGIN:VCARD',
        '\r\n',
      ),
      fc.string({ unit: 'grapheme', maxLength: 10 }),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const context = { country: null, today: '2026-11-26' };
const held = <T>(text: fc.Arbitrary<string>, read: FieldReader<T>): fc.Arbitrary<T> =>
  text
    .map((one) => read(one, context))
    .filter((outcome) => !isFieldFault(outcome))
    .map((outcome) => outcome as T);
const day = fc
  .tuple(
    fc.option(fc.integer({ min: 1000, max: 2026 })),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .map(([year, month, date]) => `${year ?? '-'}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`);
const local = fc.constantFrom('a', '=a', '+x', "o'neil", "'", '-1', 'ж', 'A.B');
const contact: fc.Arbitrary<ContactFields> = fc.record({
  firstName: held(hard, readFirstName),
  lastName: fc.option(held(hard, readLastName)),
  email: fc.option(
    held(
      local.map((one) => `${one}@bücher.example`),
      readEmail,
    ),
  ),
  phone: fc.option(held(fc.constantFrom('+380441234567', '+12125550123', '+4930901820'), readPhone)),
  birthday: fc.option(held(day, readBirthday)),
  notes: fc.option(held(hard, readNotes)),
  isFavorite: fc.boolean(),
});
const book = fc.uniqueArray(contact, {
  minLength: 1,
  maxLength: 8,
  selector: ({ email }) => email?.canonical ?? randomId(),
});
/** Of equal names the ids decide the order, and those differ from book to book. */
const inOrder = (contacts: ContactFields[]): string[] => contacts.map((one) => JSON.stringify(one)).sort();

describeApp('exporting contacts', (open) => {
  describe.each(formats)('as %s', (format, type) => {
    it('and importing them again loses nothing that we hold, into the same book or another one', async () => {
      const app = await open();
      await fc.assert(
        fc.asyncProperty(book, async (contacts) => {
          const [ann, eve] = [await givenPerson(app), await givenPerson(app)];
          await givenContacts(app, ann.account.id, contacts);
          const before = await listAllContacts(app.database, ann.account.id);
          const file = (await exportFile(app, ann, format)).rawPayload;

          const copied = await importFile(app, eve, file, { type });
          expect(copied).toMatchObject({ created: contacts.length, updated: 0, refused: [], dropped: [] });
          expect(inOrder(await listAllFields(app.database, eve.account.id))).toEqual(inOrder(contacts));

          const again = await importFile(app, ann, file, { type, mode: 'atomic' });
          expect(again).toMatchObject({ created: 0, updated: contacts.length, refused: [], dropped: [] });
          const after = await listAllContacts(app.database, ann.account.id);
          expect(after).toEqual(before.map((one, n) => ({ ...one, updated_at: after[n]?.updated_at })));
        }),
        { numRuns: 25 },
      );
    });

    it('says what it is, and is a file of its own name', async () => {
      const app = await open();
      const ann = await givenPerson(app);
      await givenContacts(app, ann.account.id, [named('Eve')]);
      const answer = await exportFile(app, ann, format);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toContain(`${type}; charset=utf-8`);
      const name = format === 'vcard' ? 'contacts.vcf' : 'contacts.csv';
      expect(answer.headers['content-disposition']).toBe(`attachment; filename="${name}"`);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    });

    it('holds nothing of an empty book, and nothing of another person’s (I7)', async () => {
      const app = await open();
      const [ann, eve] = [await givenPerson(app), await givenPerson(app)];
      await givenContacts(app, ann.account.id, [named('Somebody')]);
      const text = (await exportFile(app, eve, format)).body;
      expect(text).toBe(
        format === 'vcard' ? '' : '\ufefffirst_name,last_name,email,phone,birthday,notes,favorite,id\r\n',
      );
    });

    it('stands in the order of the list, over pages, while contacts are changed and deleted', async () => {
      const app = await open();
      const ann = await givenPerson(app);
      const names = Array.from({ length: 1200 }, (_, n) => `Person ${String(n).padStart(4, '0')}`);
      await givenContacts(
        app,
        ann.account.id,
        names.map((name) => named(name)),
      );
      const rows = await listAllContacts(app.database, ann.account.id);
      const facts = { requestId: 'test', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
      const file = await exportContacts(app.app.context, { accountId: ann.account.id, format, facts });
      let text = '';
      for await (const piece of file) {
        text += piece;
        if (!text.includes('Person 0499') || text.includes('Person 0500')) continue;
        await app.database.transaction(async (transaction) => {
          const opened = await openBook(transaction, ann.account.id);
          for (const n of [10, 600]) await deleteContact(transaction, opened, rows[n]?.id ?? '');
          for (const n of [20, 700])
            await updateContact(transaction, opened, rows[n]?.id ?? '', named(names[n] ?? '', { notes: 'changed' }));
        });
      }
      const found = [...text.matchAll(/^(?:FN:)?(Person \d{4})/gm)].map(([, name]) => name);
      expect(found).toEqual(names.filter((_, n) => n !== 600));
      expect(text.match(/changed/g)).toHaveLength(1);
    });
  });

  it('has a limit of its own, and refuses a form that there is not', async () => {
    const app = await open({ CONTACTS_READ_PER_MINUTE: '1' });
    const ann = await givenPerson(app);
    for (let n = 0; n < 20; n += 1) expect((await exportFile(app, ann, 'csv')).statusCode).toBe(200);
    const answer = await exportFile(app, ann, 'vcard');
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'too_many_requests']);
    for (const query of ['format=xml', 'format=csv&format=vcard', 'format=csv&limit=1']) {
      const refused = await app.get(`/api/contacts/export?${query}`, bearer((await givenPerson(app)).accessToken));
      expect([400, 422]).toContain(refused.statusCode);
    }
  });
});

describeHttp('a file of contacts on its way', (open) => {
  test('O3, O5: whoever asks for a large one and reads nothing of it holds little memory', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const notes = 'x'.repeat(2000);
    await givenContacts(
      app,
      ann.account.id,
      Array.from({ length: 10_000 }, (_, n) => named(`Person ${n}`, { notes })),
    );
    const port = await listen(app);
    let read = 0;
    const { all } = app.database.read;
    app.database.read.all = (statement, parameters) => {
      if (statement.name === 'contacts.list') read += 1;
      return all(statement, parameters);
    };
    const sockets = Array.from({ length: 10 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.pause();
      socket.write(
        `GET /api/contacts/export?format=csv HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ann.accessToken}\r\n\r\n`,
      );
      return socket;
    });
    await expect.poll(() => read, { timeout: 20_000 }).toBeGreaterThanOrEqual(10);
    // Nothing goes on while nobody reads: of the four hundred pages of each only what the connection itself holds was read.
    let before = -1;
    while (before !== read) {
      before = read;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(read).toBeLessThan(10 * 300);
    for (const socket of sockets) socket.destroy();
    app.database.read.all = all;
    // Who reads gets all of it.
    const whole = await fetch(`http://127.0.0.1:${port}/api/contacts/export?format=csv`, {
      headers: bearer(ann.accessToken),
    });
    expect((await whole.text()).split('\r\n')).toHaveLength(10_002);
  });

  test('L1: a file that is too large is refused before it is read, or as soon as it is too large', async () => {
    const app = await open();
    const { accessToken, account } = await givenPerson(app);
    const port = await listen(app);
    const head = (more: string) =>
      `POST /api/contacts/import HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${accessToken}\r\nContent-Type: text/csv\r\n${more}\r\n\r\n`;
    for (const [more, body] of [
      ['Content-Length: 10000001', ''],
      ['Transfer-Encoding: chunked', `${(10_000_001).toString(16)}\r\n${'x'.repeat(10_000_001)}\r\n`],
    ] as const) {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1');
        let text = '';
        socket.on('data', (part) => {
          text += part.toString('latin1');
        });
        socket.on('close', () => resolve(text));
        socket.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
        });
        socket.write(head(more) + body);
      });
      expect(answer).toContain('HTTP/1.1 413');
      expect(answer).toContain('10000000 bytes at most');
    }
    expect(await listAllContacts(app.database, account.id)).toEqual([]);
  });

  test('a client that goes away while it sends changes nothing, and it does not count', async () => {
    const app = await open({ CONTACTS_IMPORTS_PER_HOUR: '1' });
    const ann = await givenPerson(app);
    const port = await listen(app);
    for (let n = 0; n < 5; n += 1)
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        socket.once('close', () => resolve());
        socket.write(
          `POST /api/contacts/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ann.accessToken}\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\nfirst_name\r\n${'Eve\r\n'.repeat(1000)}`,
          () => setTimeout(() => socket.destroy(), 50),
        );
      });
    expect(await listAllContacts(app.database, ann.account.id)).toEqual([]);
    await expect
      .poll(async () => (await importFile(app, ann, 'first_name\r\nEve\r\n').catch(() => undefined))?.created, {
        timeout: 10_000,
      })
      .toBe(1);
  });
});
