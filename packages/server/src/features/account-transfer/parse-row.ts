import { z } from 'zod';
import {
  countryField,
  emailField,
  localeField,
  parsedField,
  personalNameField,
  timeZoneField,
  usernameField,
} from '#features/accounts/fields.ts';
import { parseEmail } from '#features/accounts/parse-email.ts';
import type { BroughtAccount } from '#features/accounts/store.ts';
import { decodeAnyBase64 } from '#features/authenticators/passwords/hash-kinds/decode-base64.ts';
import { isFaulty, readHash } from '#features/authenticators/passwords/hash-kinds/read-hash.ts';
import { type FirebaseProject, writeFirebaseHash } from '#features/authenticators/passwords/hash-kinds/scrypt.ts';
import { toFieldProblems } from '#platform/http/field-problems.ts';
import { parseTruth } from '#platform/spreadsheet-cells.ts';
import type { Cells } from './columns.ts';
import { isKeepableId, parseInstant } from './parse-cells.ts';

export type RowRules = {
  keepsIds: boolean;
  allowsAdmins: boolean;
  /** Whether every address counts as confirmed, or none; null goes by the row. */
  verified: 'all' | 'none' | null;
  firebase: FirebaseProject | null;
};

/** `hash`: null for whoever has to reset their password first. */
export type BroughtRow = { account: BroughtAccount; hash: string | null };
export type Reason = { field: string; code: string; message: string };

/** More than a day: clocks of other machines are a little off. */
const futureMilliseconds = 24 * 3600 * 1000;

/**
 * @param makeId for rows whose id is not kept
 * @returns what is wrong, field by field, where something is
 */
export type RowParser = (cells: Cells, makeId: () => string) => BroughtRow | Reason[];

/** Reads rows into the shape of our tables. Every cell is read by the parser that sign-up uses for it. */
export function createRowParser(rules: RowRules, now: number): RowParser {
  const schema = rowSchema(rules, now);
  return (cells, makeId) => {
    const { password_salt: salt, ...rest } = cells;
    const given = { ...withoutRepeatedEmail(rest), ...passwordOf(rest.password_hash, salt, rules.firebase) };
    const { data, error } = schema.safeParse(given);
    return data === undefined
      ? [...(toFieldProblems(error.issues, given).details.errors ?? [])]
      : toRow(data, rules, { now, makeId });
  };
}

const truthField = parsedField<boolean>('true or false', (text) => parseTruth(text) ?? wrong('must be true or false'));
const statusField = parsedField<'active' | 'suspended'>('active or suspended', (text) => {
  const word = text.trim().toLowerCase();
  if (word === 'active' || word === 'suspended') return word;
  const isActive = parseTruth(text);
  if (isActive === undefined)
    return { fault: 'invalid_value', message: 'must be active or suspended (or true or false)' };
  return isActive ? 'active' : 'suspended';
});
const hashField = parsedField<string>('a hash', (text) => {
  const hash = readHash(text);
  return isFaulty(hash) ? wrong(hash.fault) : text;
});

/** What nobody can sign in with: Django marks it with `!`, shadow files with `*` or `!` as well. */
const isMarkedUnusable = (text: string): boolean => /^[!*]/.test(text);

const wrong = (message: string) => ({ fault: 'invalid_value', message }) as const;

const rowSchema = (rules: RowRules, now: number) =>
  z.strictObject({
    id: rules.keepsIds ? keptIdField : z.string().optional(),
    email: emailField,
    email_verified: verifiedField(now).optional(),
    username: usernameField.optional(),
    first_name: personalNameField.optional(),
    last_name: personalNameField.optional(),
    role: roleField(rules).optional(),
    status: statusField.optional(),
    disabled: truthField.optional(),
    locale: localeField.optional(),
    time_zone: timeZoneField.optional(),
    // Other systems write it in small letters too.
    country: z.string().toUpperCase().pipe(countryField).optional(),
    created_at: instantField(now).optional(),
    password_hash: hashField.optional(),
  });
type Row = z.output<ReturnType<typeof rowSchema>>;

const keptIdField = parsedField<string>('an id', (text) =>
  isKeepableId(text) ? text : wrong('must be 1–64 of the letters A–Z a–z 0–9 _ -'),
);

const roleField = ({ allowsAdmins }: RowRules) =>
  parsedField<'user' | 'moderator' | 'admin'>('user, moderator or admin', (text) => {
    const word = text.trim().toLowerCase();
    if (word === 'admin' && !allowsAdmins) return wrong('is admin, and --allow-admins is not given');
    return word === 'user' || word === 'moderator' || word === 'admin'
      ? word
      : wrong('must be user, moderator or admin');
  });

const notLaterThan = (now: number, instant: number) =>
  instant > now + futureMilliseconds ? wrong('is in the future') : instant;

const instantField = (now: number) =>
  parsedField<number>('an instant', (text) => {
    const instant = parseInstant(text);
    return instant === undefined
      ? wrong('must be a time such as 2024-05-01T12:00:00Z or 1714564800')
      : notLaterThan(now, instant);
  });

const verifiedField = (now: number) =>
  parsedField<boolean | number>('true, false or an instant', (text) => {
    const given = parseTruth(text) ?? parseInstant(text) ?? wrong('must be true, false or the time of it');
    return typeof given === 'number' ? notLaterThan(now, given) : given;
  });

/** Where people sign in with their address, many systems repeat it as the username. It is no username here, and not missed. */
function withoutRepeatedEmail<T extends Cells>(cells: T): T {
  const { username, email, ...rest } = cells;
  if (username === undefined || !username.includes('@')) return cells;
  const isRepeated = parseEmail(username)?.canonical === parseEmail(email ?? '')?.canonical;
  return isRepeated && parseEmail(username) !== undefined ? ({ ...rest, email } as T) : cells;
}

function passwordOf(hash: string | undefined, salt: string | undefined, firebase: FirebaseProject | null) {
  if (hash === undefined || isMarkedUnusable(hash)) return { password_hash: undefined };
  if (salt === undefined || firebase === null) return { password_hash: hash };
  const [hashBytes, saltBytes] = [decodeAnyBase64(hash), decodeAnyBase64(salt)];
  if (hashBytes === undefined || saltBytes === undefined) return { password_hash: 'not in base64' };
  return {
    password_hash: writeFirebaseHash(firebase, saltBytes.toString('base64'), hashBytes.toString('base64')),
  };
}

const toRow = (row: Row, rules: RowRules, { now, makeId }: { now: number; makeId: () => string }): BroughtRow => ({
  hash: row.password_hash ?? null,
  account: {
    id: rules.keepsIds && row.id !== undefined ? row.id : makeId(),
    email: row.email.email,
    email_canonical: row.email.canonical,
    email_verified_at: verifiedAtOf(row, rules, now),
    username: row.username?.username ?? null,
    username_canonical: row.username?.canonical ?? null,
    first_name: row.first_name ?? null,
    last_name: row.last_name ?? null,
    role: row.role ?? 'user',
    status: row.disabled === true ? 'suspended' : (row.status ?? 'active'),
    locale: row.locale ?? null,
    time_zone: row.time_zone ?? null,
    country: row.country ?? null,
    created_at: row.created_at ?? null,
  },
});

function verifiedAtOf({ email_verified: given }: Row, { verified }: RowRules, now: number): number | null {
  if (verified === 'none') return null;
  if (typeof given === 'number') return given;
  return verified === 'all' || given === true ? now : null;
}
