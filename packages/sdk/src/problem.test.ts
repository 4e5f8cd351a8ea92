import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createFakeService, json } from '../test/fake-service.ts';
import { contactsOf } from './contacts.ts';
import { createPortress } from './create-portress.ts';
import { PortressProblem } from './problem.ts';
import { fieldProblemCodes, problemCodes } from './problem-codes.ts';

const document = JSON.parse(readFileSync(new URL('../../../docs/reference/openapi.json', import.meta.url), 'utf8'));
const { code, errors } = document.components.schemas.Problem.properties;

test('the codes are those of the document, neither more nor fewer', () => {
  expect(new Set(problemCodes)).toEqual(new Set(code.enum));
  expect(new Set(problemCodes).size).toBe(problemCodes.length);
});

test('the codes of fields are those of the document, neither more nor fewer', () => {
  expect(new Set(fieldProblemCodes)).toEqual(new Set(errors.items.properties.code.enum));
  expect(new Set(fieldProblemCodes).size).toBe(fieldProblemCodes.length);
});

async function refusedImport(body: object): Promise<PortressProblem> {
  const service = createFakeService(() => json(422, body, { 'content-type': 'application/problem+json' }));
  const contacts = contactsOf(createPortress({ baseUrl: 'https://id.example', fetch: service.fetch }));
  const file = new Blob(['…']);
  const problem: unknown = await contacts.import(file, { type: 'text/csv', mode: 'atomic' }).catch((error) => error);
  if (!(problem instanceof PortressProblem)) throw new Error('it was not refused');
  return problem;
}

test('an import that was refused as a whole says which lines are wrong, and how many', async () => {
  const refused = [
    { line: 2, reason: 'email is no address', field: 'email', code: 'invalid_email' },
    { line: 9, reason: 'the address book is full', code: 'address_book_full' },
    { line: 11, reason: 'no name' },
  ];
  const problem = await refusedImport({ code: 'validation_failed', detail: 'Nothing.', refused, refused_count: 1200 });
  expect(problem).toMatchObject({ code: 'validation_failed', status: 422, refused, refusedCount: 1200 });
});

test('of refused lines only what is understood is believed', async () => {
  const refused = [
    null,
    'line 3',
    { reason: 'no line' },
    { line: '4', reason: 'a text' },
    { line: -1, reason: 'no such line' },
    { line: 5, reason: 7, field: ['email'], code: 'no_such_code' },
  ];
  const problem = await refusedImport({ code: 'validation_failed', refused, refused_count: 'many' });
  expect(problem.refused).toEqual([{ line: 5, reason: '' }]);
  expect(problem.refusedCount).toBe(1);
  expect(await refusedImport({ code: 'validation_failed', refused: 'all' })).toMatchObject({
    refused: [],
    refusedCount: 0,
  });
});
