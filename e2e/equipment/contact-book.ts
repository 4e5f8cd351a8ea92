import type { Page } from '@playwright/test';

/** As a page of ours would send it: with a cookie of ours, a request has to say where it comes from. */
const headers = { 'sec-fetch-site': 'same-origin' };

/** Brings contacts into the book of whoever is signed in in the page's browser, by one import over the API. */
export async function importContacts(page: Page, csv: string): Promise<void> {
  const answer = await page.request.post('api/contacts/import', {
    headers: { ...headers, 'content-type': 'text/csv' },
    data: csv,
  });
  if (!answer.ok()) throw new Error(`contacts/import: ${answer.status()} ${await answer.text()}`);
}

/** One contact, made over the API. @returns its id */
export async function addContact(page: Page, fields: object): Promise<string> {
  const answer = await page.request.post('api/contacts', { headers, data: fields });
  if (!answer.ok()) throw new Error(`contacts: ${answer.status()} ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: string };
  return id;
}

/** Changes a contact as another device would. */
export async function changeContact(page: Page, id: string, changes: object): Promise<void> {
  const answer = await page.request.patch(`api/contacts/${id}`, { headers, data: changes });
  if (!answer.ok()) throw new Error(`contacts/${id}: ${answer.status()} ${await answer.text()}`);
}

/** Changes the account of whoever is signed in in the page's browser. */
export async function changeAccount(page: Page, changes: object): Promise<void> {
  const answer = await page.request.patch('api/account', { headers, data: changes });
  if (!answer.ok()) throw new Error(`account: ${answer.status()} ${await answer.text()}`);
}

/** The month and day of today in UTC, shifted by days, as a birthday has them. */
export function dayFromNow(days: number, year = ''): string {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(5, 10);
  return year === '' ? `--${day}` : `${year}-${day}`;
}

/** A book in three scripts, with birthdays ahead. */
export const smallBook = () =>
  [
    'first_name,last_name,email,phone,birthday,notes,favorite',
    `Олена,Ковальчук,olena.kovalchuk@example.com,+380 44 123 4567,${dayFromNow(0, '1990')},"Знає короткий шлях.\nДзвонити після шостої.",true`,
    `Jan,Østergård,jan@example.com,+45 32 12 34 56,${dayFromNow(3, '1985')},,`,
    `Zoë,,zoe@example.com,,${dayFromNow(9)},,`,
    `Їжачка,Ґалаґан,yizh@example.com,,${dayFromNow(13, '2001')},,true`,
    'Anna,Karenina,anna.k@example.com,,,,',
    'Anna Maria,von Berg,am-berg@example.com,,1962-05-17,,',
    'Сергій,Іваненко,s.ivanenko@example.com,+380 67 123 4567,,,',
    'Лёва,Ёлкин,lyova@example.com,,--02-29,,',
    'Wolfeschlegelsteinhausen,Bergerdorffshausenmeier-Kirchenstein,a.rather.long.name@department.example.com,,,,',
    'Ben,Karsten,,+44 20 7946 0018,,,',
  ].join('\n');
