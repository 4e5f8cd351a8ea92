import { Temporal } from 'temporal-polyfill';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { findAccount } from '#features/accounts/store.ts';
import { digest } from '#platform/crypto/random.ts';
import type { SampleContext } from '../installed-app.ts';
import { openBook } from './book-store.ts';
import type { Birthday, ContactFields } from './contact-fields.ts';
import { todayOf } from './person-today.ts';
import {
  cyrillicPeople,
  georgianPeople,
  latinPeople,
  sampleBirthdays,
  sampleNotes,
  samplePhones,
} from './sample-people.ts';
import { createContact, isContactKnown } from './store.ts';

/** Of each script; thirty together. */
const picked = [
  { people: latinPeople, count: 13 },
  { people: cyrillicPeople, count: 11 },
  { people: georgianPeople, count: 6 },
];
const domains = ['example.com', 'example.org', 'example.net'];

/** Numbers from 0 up to 1 that are the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return digest(`${seed}:${drawn}`).readUInt32BE(0) / 2 ** 32;
  };
}

/**
 * Thirty contacts in three scripts: with and without address, number, notes and birthday, some of them favourites, with
 * birthdays before, inside and after the next seven days. The same seed gives the same people; who is there already, by id or
 * address, is left as they are.
 *
 * @returns how many were made
 */
export async function giveSampleContacts(
  { database, clock }: SampleContext,
  { accountId, seed }: { accountId: string; seed: number },
): Promise<{ contacts: number }> {
  const account = await findAccount(database.read, accountId);
  const today = todayOf({ clock }, { time_zone: account?.time_zone ?? null });
  const samples = drawSamples(seed, today);
  const contacts = await database.transaction(async (transaction) => {
    const book = await openBook(transaction, accountId);
    let made = 0;
    for (const [place, fields] of samples.entries()) {
      const id = digest(`${accountId}:${seed}:${place}`).toString('base64url').slice(0, 22);
      if (await isContactKnown(transaction, book, id, fields.email)) continue;
      await createContact(transaction, { book, fields, id, most: Number.MAX_SAFE_INTEGER });
      made += 1;
    }
    return made;
  });
  return { contacts };
}

function drawSamples(seed: number, today: Temporal.PlainDate): ContactFields[] {
  const next = numbersFrom(seed);
  const people = picked.flatMap(({ people: known, count }) => shuffled(known, next).slice(0, count));
  const birthdays = shuffled(sampleBirthdays, next);
  return shuffled(people, next).map(([firstName, lastName, login], place) => ({
    firstName,
    lastName,
    email: next() < 0.8 ? (parseEmail(`${login}@${pick(domains, next)}`) ?? null) : null,
    phone: next() < 0.7 ? `${pick(samplePhones, next)}${String(Math.floor(next() * 90) + 10)}` : null,
    birthday: birthdayAt(today, birthdays[place], next),
    notes: next() < 0.4 ? pick(sampleNotes, next) : null,
    isFavorite: place % 5 === 0,
  }));
}

function birthdayAt(today: Temporal.PlainDate, days: number | null | undefined, next: () => number): Birthday | null {
  if (days === undefined) return null;
  const year = 1950 + Math.floor(next() * 55);
  const hasYear = next() < 0.75;
  const falls = days === null ? Temporal.PlainDate.from('2000-02-29') : today.add({ days });
  const { month, day } = falls;
  const isLeapDay = month === 2 && day === 29;
  return { year: hasYear ? (isLeapDay ? year - (year % 4) : year) : null, month, day };
}

const pick = <T>(from: readonly T[], next: () => number): T => from[Math.floor(next() * from.length)] as T;

/** Each draws its place once, so that the order depends on the seed alone. */
const shuffled = <T>(items: readonly T[], next: () => number): T[] =>
  items
    .map((item) => ({ item, place: next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
