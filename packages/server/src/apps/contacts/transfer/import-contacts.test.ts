import { describe, expect, it } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import type { GivenSession } from '#test/cases/given-session.ts';
import { appleCards, csv, googleCsv, outlookCsv } from '#test/given-contact-files.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { givenPerson, importFile, listAllContacts, listAllFields, sendFile } from '../test/given-contacts.ts';

const setPerson = statement<{ id: string; country: string | null; locale: string | null }>(
  'test.set_country',
  'UPDATE accounts SET country = :country, locale = :locale WHERE id = :id',
);

async function givenPersonOf(
  app: TestApp,
  country: string | null,
  locale: string | null = null,
): Promise<GivenSession> {
  const account = await app.givenAccount();
  await app.database.write.change(setPerson, { id: account.id, country, locale });
  return givenPerson(app, account);
}

const people = (count: number, from = 0): string =>
  csv(
    ['first_name', 'email'],
    ...Array.from({ length: count }, (_, n) => [`Person ${from + n}`, `person-${from + n}@example.com`]),
  );
const card = (...lines: string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
const vcard = { type: 'text/vcard' };

describeApp('importing contacts', (open) => {
  it('takes what is good, and tells of every line that is not and of everything that has no place', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const report = await importFile(
      app,
      ann,
      csv(
        ['first_name', 'last_name', 'email', 'phone', 'birthday', 'notes', 'favorite', 'shoe size'],
        ['Oksana', 'Шевченко', 'Oksana@Example.com', '+380 44 123 45 67', '1985-04-12', 'one\ntwo', 'yes', '38'],
        ['', 'Nobody', '', '', '', '', '', ''],
        ['Eve', '', 'not an address', '', '', '', '', ''],
        ['Eve', '', '', '12', '', '', '', ''],
        ['Eve', '', '', '', '2985-04-12', '', '', ''],
        ['Eve', '', '', '', '1985-02-30', '', '', '41'],
        ['Eve', '', '', '', '', 'x'.repeat(2001), '', ''],
        ['Eve', '', '', '', '', '', 'perhaps', ''],
        ['Joe', '', '', '', '--02-29', '', '', ''],
      ),
    );
    expect(report).toMatchObject({ created: 2, updated: 0, refused_count: 7, dropped_count: 1 });
    expect(report.refused.map(({ line, field, code }) => [line, field, code])).toEqual([
      [4, 'first_name', 'required'],
      [5, 'email', 'invalid_email'],
      [6, 'phone', 'invalid_phone'],
      [7, 'birthday', 'future_date'],
      [8, 'birthday', 'invalid_date'],
      [9, 'notes', 'too_long'],
      [10, 'favorite', 'invalid_value'],
    ]);
    for (const { reason } of report.refused) expect(reason.length).toBeGreaterThan(20);
    expect(report.dropped).toEqual([
      { line: 2, field: 'shoe size', reason: 'is a column that has no place in a contact', count: 2 },
    ]);
    expect(await listAllFields(app.database, ann.account.id)).toEqual([
      {
        firstName: 'Joe',
        lastName: null,
        email: null,
        phone: null,
        birthday: { year: null, month: 2, day: 29 },
        notes: null,
        isFavorite: false,
      },
      {
        firstName: 'Oksana',
        lastName: 'Шевченко',
        email: { email: 'Oksana@Example.com', canonical: 'oksana@example.com' },
        phone: '+380441234567',
        birthday: { year: 1985, month: 4, day: 12 },
        notes: 'one\ntwo',
        isFavorite: true,
      },
    ]);
  });

  it('J16: takes the files of Apple, Google and Outlook; a picture is told and never kept', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const apple = await importFile(app, ann, appleCards, vcard);
    expect(apple).toMatchObject({ created: 2, updated: 0, refused_count: 0 });
    expect(apple.dropped.map(({ line, field }) => [line, field])).toEqual([
      [1, 'EMAIL'],
      [6, 'ORG'],
      [11, 'ADR'],
      [16, 'PHOTO'],
      [1627, 'KIND'],
    ]);
    expect(JSON.stringify(apple)).not.toMatch(/Лісова|QUJD|oksana/);
    expect(await importFile(app, ann, googleCsv)).toMatchObject({ created: 2, refused_count: 0 });
    expect(await importFile(app, ann, outlookCsv)).toMatchObject({ created: 2, refused_count: 0 });
    expect(await listAllContacts(app.database, ann.account.id)).toHaveLength(6);
  });

  it('C03: updates who has a known address, with what the file says and nothing else', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    await importFile(
      app,
      ann,
      csv(
        ['first_name', 'last_name', 'email', 'phone', 'birthday', 'notes', 'favorite'],
        ['Eve', 'Smith', 'eve@example.com', '+380441234567', '1985-04-12', 'kept', 'true'],
      ),
    );
    const [before] = await listAllContacts(app.database, ann.account.id);
    const report = await importFile(
      app,
      ann,
      csv(['First Name', 'E-mail Address', 'Notes'], ['Eva', 'EVE@example.com', '']),
    );
    expect(report).toMatchObject({ created: 0, updated: 1, refused_count: 0 });
    const [after, ...others] = await listAllContacts(app.database, ann.account.id);
    expect(others).toEqual([]);
    expect(after).toEqual({
      ...before,
      first_name: 'Eva',
      email: 'EVE@example.com',
      name_sort: after?.name_sort,
      text: after?.text,
      updated_at: after?.updated_at,
    });
    expect(after?.updated_at).toBeGreaterThan(before?.updated_at ?? 0);
  });

  it('the same address twice in a file is one contact: the second line updates the first', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const report = await importFile(
      app,
      ann,
      csv(['first_name', 'email', 'notes'], ['Eve', 'eve@example.com', 'first'], ['Eva', 'Eve@example.com', '']),
    );
    expect(report).toMatchObject({ created: 1, updated: 1 });
    expect(await listAllFields(app.database, ann.account.id)).toMatchObject([{ firstName: 'Eva', notes: 'first' }]);
  });

  it('of several addresses and numbers the preferred one that is good is kept, and the others are told', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const report = await importFile(
      app,
      ann,
      card(
        'FN:Eve',
        'EMAIL:second@example.com',
        'EMAIL;TYPE=pref:not an address',
        'TEL:+380441234567',
        'TEL;TYPE=pref:+380 44 123 45 67',
        'TEL;TYPE=pref:+380 44 123 45 67',
      ) + card('FN:Joe', 'EMAIL:bad', 'EMAIL:worse'),
      vcard,
    );
    expect(report.dropped).toEqual([
      { line: 1, field: 'EMAIL', reason: expect.stringMatching(/^is left out for another one, because it must be/) },
      { line: 1, field: 'TEL', reason: 'a contact has one, and another one is kept' },
    ]);
    expect(report.refused).toMatchObject([{ line: 10, field: 'email', code: 'invalid_email' }]);
    expect(await listAllFields(app.database, ann.account.id)).toMatchObject([
      { email: { email: 'second@example.com' }, phone: '+380441234567' },
    ]);
  });

  it('national numbers are read by the account’s country, and dates with slashes too', async () => {
    const app = await open();
    const file = csv(['first_name', 'phone', 'birthday'], ['Eve', '(212) 555-0123', '4/12/1985']);
    const american = await givenPersonOf(app, 'US');
    expect(await importFile(app, american, file)).toMatchObject({ created: 1 });
    expect(await listAllFields(app.database, american.account.id)).toMatchObject([
      { phone: '+12125550123', birthday: { month: 4, day: 12 } },
    ]);
    const briton = await givenPersonOf(app, 'GB', 'en-US');
    const dates = csv(['first_name', 'birthday'], ['Eve', '4/12/1985'], ['Joe', '4/25/1985']);
    const report = await importFile(app, briton, dates);
    expect(report.refused).toMatchObject([
      { line: 3, code: 'invalid_date', reason: expect.stringContaining('day/month/year') },
    ]);
    expect(await listAllFields(app.database, briton.account.id)).toMatchObject([{ birthday: { month: 12, day: 4 } }]);
    const byLanguage = await givenPersonOf(app, null, 'en-US');
    expect((await importFile(app, byLanguage, file)).refused).toMatchObject([
      { field: 'phone', code: 'invalid_phone', reason: expect.stringContaining('once your account has a country') },
    ]);
    expect(await importFile(app, byLanguage, dates)).toMatchObject({ created: 2 });
  });

  describe('with mode=atomic', () => {
    it('changes nothing where a single line is wrong, and tells of each', async () => {
      const app = await open();
      const ann = await givenPerson(app);
      await importFile(app, ann, people(1));
      const before = await listAllContacts(app.database, ann.account.id);
      const file = `${people(150)},wrong@example.com\r\nEve,wrong\r\n`;
      const answer = await sendFile(app, ann, file, { mode: 'atomic' });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({
        code: 'validation_failed',
        errors: [{ field: 'file', code: 'invalid_value' }],
        refused_count: 2,
        refused: [
          { line: 152, field: 'first_name', code: 'required' },
          { line: 153, field: 'email', code: 'invalid_email' },
        ],
      });
      expect(answer.json().detail).toContain('because of 2 lines. Line 152: first_name is missing');
      expect(await listAllContacts(app.database, ann.account.id)).toEqual(before);
    });

    it('takes a good file as a whole', async () => {
      const app = await open();
      const ann = await givenPerson(app);
      await importFile(app, ann, people(10));
      expect(await importFile(app, ann, people(150), { mode: 'atomic' })).toMatchObject({ created: 140, updated: 10 });
      expect(await listAllContacts(app.database, ann.account.id)).toHaveLength(150);
    });

    it('finds no place for a part: the whole is undone, and the lines without one are told', async () => {
      const app = await open({ CONTACTS_PER_ACCOUNT: '5' });
      const ann = await givenPerson(app);
      await importFile(app, ann, people(2));
      const before = await listAllContacts(app.database, ann.account.id);
      const answer = await sendFile(app, ann, people(7), { mode: 'atomic' });
      expect(answer.statusCode).toBe(422);
      expect(answer.json().refused.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
        [7, 'address_book_full'],
        [8, 'address_book_full'],
      ]);
      expect(await listAllContacts(app.database, ann.account.id)).toEqual(before);
      expect(await importFile(app, ann, people(5), { mode: 'atomic' })).toMatchObject({ created: 3, updated: 2 });
    });

    it('takes 5000 contacts at most, and says what to use beyond', async () => {
      const app = await open();
      const ann = await givenPerson(app);
      const answer = await sendFile(app, ann, people(5001), { mode: 'atomic' });
      expect(answer.json()).toMatchObject({ status: 422, errors: [{ field: 'file', code: 'too_long' }] });
      expect(answer.json().detail).toContain('mode=lenient');
      expect(await listAllContacts(app.database, ann.account.id)).toEqual([]);
    });
  });

  it('a book that gets full in the middle refuses each further contact, and still updates those that are there', async () => {
    const app = await open({ CONTACTS_PER_ACCOUNT: '120' });
    const ann = await givenPerson(app);
    await importFile(app, ann, people(10));
    // The last ten lines are of people who are known.
    const file = people(200, 100) + people(10).split('\r\n').slice(1).join('\r\n');
    const report = await importFile(app, ann, file);
    expect(report).toMatchObject({ created: 110, updated: 10, refused_count: 90 });
    expect(report.refused.map(({ line, code }) => [line, code])).toEqual(
      Array.from({ length: 90 }, (_, n) => [112 + n, 'address_book_full']),
    );
    expect(await listAllContacts(app.database, ann.account.id)).toHaveLength(120);
  });

  it('several imports into one book at once, while contacts come and go, end as one after the other would', async () => {
    const app = await open({ CONTACTS_PER_ACCOUNT: '700' });
    const ann = await givenPerson(app);
    const others = async (): Promise<void> => {
      for (let n = 0; n < 10; n += 1) {
        const { statusCode, headers } = await app.post(
          '/api/contacts',
          { first_name: `Passing ${n}` },
          bearer(ann.accessToken),
        );
        expect(statusCode).toBe(201);
        const gone = await app.inject({
          method: 'DELETE',
          url: new URL(String(headers.location)).pathname,
          headers: bearer(ann.accessToken),
        });
        expect(gone.statusCode).toBe(204);
      }
    };
    const [one, two] = await Promise.all([
      importFile(app, ann, people(400)),
      importFile(app, ann, people(400, 200)),
      others(),
    ]);
    expect(one.refused_count + two.refused_count).toBe(0);
    expect(one.created + two.created).toBe(600);
    expect(one.updated + two.updated).toBe(200);
    const emails = (await listAllContacts(app.database, ann.account.id)).map(({ email }) => email);
    expect(new Set(emails).size).toBe(600);
    expect(emails).toHaveLength(600);
    const answers = await Promise.all([
      importFile(app, ann, people(150, 1000)),
      importFile(app, ann, people(150, 2000)),
    ]);
    expect(answers[0].created + answers[1].created).toBe(100);
    expect(answers[0].refused_count + answers[1].refused_count).toBe(200);
    expect(await listAllContacts(app.database, ann.account.id)).toHaveLength(700);
  });

  it('I7: an id of another book, in a card or in a table, reaches nothing there', async () => {
    const app = await open();
    const [ann, eve] = [await givenPerson(app), await givenPerson(app)];
    await importFile(app, ann, csv(['first_name', 'email'], ['Ann’s friend', 'friend@example.com']));
    const before = await listAllContacts(app.database, ann.account.id);
    const id = before[0]?.id ?? '';
    expect(await importFile(app, eve, card('FN:Mallory', `UID:urn:portress:contact:${id}`), vcard)).toMatchObject({
      created: 1,
      updated: 0,
    });
    expect(
      await importFile(app, eve, csv(['first_name', 'id', 'email'], ['Mallory', id, 'friend@example.com'])),
    ).toMatchObject({ created: 1, updated: 0 });
    expect(await listAllContacts(app.database, ann.account.id)).toEqual(before);
    expect(await importFile(app, ann, csv(['first_name', 'id'], ['Renamed', id]))).toMatchObject({
      created: 0,
      updated: 1,
    });
    expect(await listAllContacts(app.database, ann.account.id)).toMatchObject([
      { id, first_name: 'Renamed', email: 'friend@example.com' },
    ]);
  });

  it('I1: whoever is not signed in gets neither in nor out, whatever account they name', async () => {
    const app = await open();
    const { account } = await givenPerson(app);
    const url = `/api/contacts/import?account_id=${account.id}`;
    const imported = await app.inject({
      method: 'POST',
      url,
      payload: people(1),
      headers: { 'content-type': 'text/csv' },
    });
    expect([imported.statusCode, imported.json().code]).toEqual([401, 'not_signed_in']);
    expect((await app.get(`/api/contacts/export?account_id=${account.id}`)).statusCode).toBe(401);
    expect(await listAllContacts(app.database, account.id)).toEqual([]);
  });

  it('lists end somewhere, and counts do not', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const file = `${['first_name', 'Labels'].join(',')}\r\n${',x\r\n'.repeat(1500)}${'Eve,Friends\r\n'.repeat(1100)}`;
    const report = await importFile(app, ann, file);
    expect(report).toMatchObject({ created: 1100, refused_count: 1500, dropped_count: 1100 });
    expect([report.refused.length, report.dropped.length]).toEqual([1000, 1000]);
  });

  it('a limit of its own counts a file once, and files that never arrived not at all', async () => {
    const app = await open({ CONTACTS_IMPORTS_PER_HOUR: '2', CONTACTS_CREATE_PER_MINUTE: '1' });
    const ann = await givenPerson(app);
    expect((await sendFile(app, ann, people(1), { type: 'text/plain' })).statusCode).toBe(415);
    const first = await sendFile(app, ann, people(150));
    expect(first.json()).toMatchObject({ created: 150 });
    expect(first.headers['ratelimit-policy']).toBe('"contacts_imports";q=2;w=3600');
    expect((await sendFile(app, ann, 'nothing')).statusCode).toBe(422);
    const third = await sendFile(app, ann, people(1));
    expect([third.statusCode, third.json().code]).toEqual([429, 'too_many_requests']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect((await sendFile(app, await givenPerson(app), people(1))).statusCode).toBe(200);
  });

  it('four imports work at once; a further one is asked to come back, and does not count', async () => {
    const app = await open({ CONTACTS_IMPORTS_PER_HOUR: '1' });
    const persons = await Promise.all(Array.from({ length: 7 }, () => givenPerson(app)));
    const answers = await Promise.all(persons.map((person) => sendFile(app, person, people(300))));
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(4);
    for (const answer of refused) {
      expect([answer.statusCode, answer.json().code]).toEqual([503, 'overloaded']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    const again = persons[answers.findIndex(({ statusCode }) => statusCode === 503)];
    if (again === undefined) throw new Error('nobody was refused');
    expect(await importFile(app, again, people(300))).toMatchObject({ created: 300 });
  });

  it.each([
    ['text/csv', '', 422, 'validation_failed', 'required'],
    ['text/csv', 'a,b\r\n1,2\r\n', 422, 'validation_failed', 'unreadable_file'],
    ['text/vcard', 'first_name\r\nEve\r\n', 422, 'validation_failed', 'unreadable_file'],
    ['text/csv', Buffer.from([0x66, 0xff, 0x0a]), 422, 'validation_failed', 'unreadable_file'],
    ['text/csv; charset=x-none', 'first_name\r\nEve\r\n', 415, 'unsupported_media_type', undefined],
    ['application/json', '{}', 415, 'unsupported_media_type', undefined],
    ['application/json', 'first_name', 415, 'unsupported_media_type', undefined],
    ['text/plain', 'first_name\r\nEve\r\n', 415, 'unsupported_media_type', undefined],
    ['text/html', 'first_name\r\nEve\r\n', 415, 'unsupported_media_type', undefined],
    ['multipart/form-data; boundary=x', '--x--\r\n', 415, 'unsupported_media_type', undefined],
    ['application/x-www-form-urlencoded', 'first_name=Eve', 415, 'unsupported_media_type', undefined],
  ])('J3: as %s, %j is refused', async (type, payload, status, code, fieldCode) => {
    const app = await open();
    const ann = await givenPerson(app);
    const answer = await sendFile(app, ann, payload, { type });
    expect([answer.statusCode, answer.json().code, answer.json().errors?.[0].code]).toEqual([status, code, fieldCode]);
    expect(await listAllContacts(app.database, ann.account.id)).toEqual([]);
  });

  it('a mode that there is not, and a parameter that nobody knows, are refused', async () => {
    const app = await open();
    const { accessToken } = await givenPerson(app);
    for (const [query, field] of [
      ['mode=perhaps', 'mode'],
      ['mode=atomic&mode=lenient', 'mode'],
      ['dry_run=1', 'dry_run'],
    ]) {
      const answer = await app.inject({
        method: 'POST',
        url: `/api/contacts/import?${query}`,
        payload: people(1),
        headers: { ...bearer(accessToken), 'content-type': 'text/csv' },
      });
      expect([query, answer.statusCode, answer.json().errors?.[0].field ?? field]).toEqual([
        query,
        answer.statusCode,
        field,
      ]);
      expect([400, 422]).toContain(answer.statusCode);
    }
  });
});
