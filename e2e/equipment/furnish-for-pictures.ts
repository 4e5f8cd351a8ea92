import type { Page } from '@playwright/test';
import type { Inbox } from './inbox.ts';
import type { People } from './people.ts';
import { dayFromNow } from './stand-still.ts';
import type { Service } from './start-service.ts';

export interface Furnished {
  contactId: string;
  catId: string;
}

interface House {
  people: People;
  inbox: Inbox;
  service: Service;
}

const oksana = { email: 'oksana@example.com', password: 'three quiet porters' };

/** First name, last name, days until the birthday and the age then. */
const contacts: readonly [string, string, number | null, number | null][] = [
  ['Anna', 'Bergström', 3, 34],
  ['Bohdan', 'Ковальчук', 9, 41],
  ['Clara', 'Novák', 40, 29],
  ['Дарина', 'Шевчук', null, null],
  ['Elif', 'Yılmaz', 0, 27],
  ['Ґалина', 'Петренко', 5, 60],
  ['Henrik', 'Østergård', 120, 52],
  ['Ірина', 'Мельник', 1, 38],
  ['Jan', 'Kowalski', null, null],
  ['Lina', 'Okafor', 12, 31],
];

/**
 * One administrator, who signs in on three devices, with a small address book and three cats.
 * @returns with the page's browser signed in
 */
export async function furnishForPictures(page: Page, { people, service }: House): Promise<Furnished> {
  const token = service.setupLink?.split('#token=')[1];
  const headers = { 'sec-fetch-site': 'same-origin' };
  const send = async (method: 'POST' | 'PATCH', path: string, data: object) => {
    const answer = await page.request.fetch(`${service.url}/api/${path}`, { method, data, headers });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  await send('POST', 'setup', { token, ...oksana });
  await people.signInOn(
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36',
    oksana,
  );
  await people.signInOn(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    oksana,
  );
  await people.signIn(page, oksana);
  await send('PATCH', 'account', { first_name: 'Оксана', last_name: 'Koval' });

  const made: string[] = [];
  for (const [first, last, days, age] of contacts) {
    const birthday = days === null || age === null ? {} : { birthday: bornOn(days, age) };
    const phone = `+38067123450${made.length}`;
    const email = `${made.length}@example.com`;
    const contact = { first_name: first, last_name: last, email, phone, favorite: made.length === 1, ...birthday };
    made.push((await send('POST', 'contacts', contact)).id);
  }
  const { id: ownerId } = await send('POST', 'owners', { email: 'cats@example.com', name: 'Катерина Østergård' });
  const cats: string[] = [];
  for (const [nickname, age] of [
    ['Мурчик', 2],
    ['Mur', 0],
    ['O’Malley', 11],
  ] as const) {
    const cat = { owner_id: ownerId, nickname, age, description: 'Sleeps on the printer, answers to «кис-кис».' };
    cats.push((await send('POST', 'cats', cat)).id);
  }
  return { contactId: made[1] ?? '', catId: cats[0] ?? '' };
}

function bornOn(daysUntilBirthday: number, age: number): string {
  const [year = '', month, day] = dayFromNow(daysUntilBirthday).split('-');
  return `${Number(year) - age}-${month}-${day}`;
}
