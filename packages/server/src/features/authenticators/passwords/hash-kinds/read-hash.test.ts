import { hashSync as argon2 } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { givenForeignHashes } from '#test/given-foreign-hashes.ts';
import { mostKibibytes, mostWork } from './hash-kind.ts';
import { isFaulty, kindNames, readHash } from './read-hash.ts';

const verify = (text: string, password: string): boolean => {
  const hash = readHash(text);
  if (isFaulty(hash)) throw new Error(`${text.slice(0, 20)}… ${hash.fault}`);
  return hash.verify(password);
};
const faultOf = (text: string): string | undefined => {
  const hash = readHash(text);
  return isFaulty(hash) ? hash.fault : undefined;
};
const foreign = givenForeignHashes();
/** Of these the system that made them looked at 72 bytes only. */
const readsOnly72Bytes = (kind: string): boolean => /^(?:django-)?bcrypt(?:-2[aby]|-cost-12)?$/.test(kind);

describe('hashes of other systems', () => {
  test.each([...new Set(foreign.map(({ kind }) => kind))])('%s: only the right password is right', (kind) => {
    const rows = foreign.filter((row) => row.kind === kind);
    for (const { password, hash } of rows) {
      expect(verify(hash, password)).toBe(true);
      const isCut = readsOnly72Bytes(kind) && Buffer.byteLength(password) > 72;
      const nears = [`X${password}`, ` ${password}`, '', password.toUpperCase()];
      if (!isCut) nears.push(`${password} `, password.slice(0, -1), password.slice(1));
      for (const near of nears) expect(verify(hash, near), `${kind} ${near}`).toBe(false);
    }
  });

  test('bcrypt looks at 72 bytes, as the system that made the hash did; Django’s and passlib’s detours look at all', () => {
    const long = foreign.filter(({ password }) => Buffer.byteLength(password) > 72);
    expect(long.length).toBeGreaterThan(20);
    for (const { kind, password, hash } of long) {
      expect(verify(hash, `${password.slice(0, 72)} and another end`), kind).toBe(readsOnly72Bytes(kind));
      expect(verify(hash, `${password.slice(0, 71)}_`), kind).toBe(false);
    }
  });

  test('B12: what follows a NUL counts, or the password is wrong', () => {
    for (const { kind, password, hash } of foreign)
      for (const tail of ['\0', `\0${password}`, '\0other'])
        if (!readsOnly72Bytes(kind) || Buffer.byteLength(password) < 72)
          expect(verify(hash, password + tail), `${kind} ${password}`).toBe(false);
  });

  test('a NUL is part of an argon2 password, as of every one of ours', () => {
    expect(verify(argon2('before\0after', { memoryCost: 512 }), 'before\0after')).toBe(true);
  });

  // From "Unix crypt using SHA-256 and SHA-512": a long salt is cut, and too few rounds are a thousand.
  test.each([
    ['$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5', 'Hello world!'],
    ['$5$rounds=10000$saltstringsaltstring$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA', 'Hello world!'],
    ['$5$rounds=10$roundstoolow$yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC', 'the minimum number is still observed'],
    [
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
      'Hello world!',
    ],
  ])('sha-crypt as it is specified: %s', (hash, password) => {
    expect(verify(hash, password)).toBe(true);
  });

  test.each([
    ['plain text', 'hunter2', 'of no kind'],
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99', 'of no kind'],
    ['an unsalted Django hash', 'md5$$5f4dcc3b5aa765d61d8327deb882cf99', 'of no kind'],
    ['the faulty bcrypt', '$2x$06$y10kTdl2Fu1qE93T6lEQ.OLp0.P6s4Qz5USKEalpAEwXtsVXGzkOi', 'begins like bcrypt'],
    ['bcrypt that is cut', '$2b$06$y10kTdl2Fu1qE93T6lEQ.OLp0.P6s4Qz5USKEalpAEwXtsVXGzkO', 'begins like bcrypt'],
    ['bcrypt of cost 3', '$2b$03$y10kTdl2Fu1qE93T6lEQ.OLp0.P6s4Qz5USKEalpAEwXtsVXGzkOi', 'begins like bcrypt'],
    ['bcrypt with a line end', '$2b$06$y10kTdl2Fu1qE93T6lEQ.OLp0.P6s4Qz5USKEalpAEwXtsVXGzkOi\n', 'begins like bcrypt'],
    [
      'pbkdf2 with half a sum',
      '$pbkdf2-sha256$1200$UUoJ$UUoJQSilVOo9p5RSCgEgRGhNKYUwhnCO',
      'begins like passlib pbkdf2',
    ],
    [
      'pbkdf2 without rounds',
      'pbkdf2_sha256$0$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      'begins like Django pbkdf2',
    ],
    ['argon2 without a hash', '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ', 'begins like argon2'],
    ['scrypt of no power of two', 'scrypt$16383$salt$8$1$AAAA', 'begins like Django scrypt'],
    ['a text without end', `$2b$06$${'x'.repeat(5000)}`, 'of no kind'],
    ['nothing', '', 'of no kind'],
  ])('%s is refused with the reason', (_, text, reason) => {
    expect(faultOf(text)).toContain(reason);
  });

  const sum = (letters: number) => 'A'.repeat(letters);
  test.each([
    ['bcrypt of cost 17', `$2b$17$${sum(53)}`],
    ['a hundred million rounds of pbkdf2', `$pbkdf2-sha512$100000000$AAAA$${sum(86)}`],
    ['a hundred million rounds of sha-crypt', `$6$rounds=100000000$salt$${sum(86)}`],
    ['scrypt over a gigabyte', `scrypt$1048576$salt$8$1$${sum(86)}==`],
    ['scrypt in parallel beyond measure', `$scrypt$ln=14,r=8,p=60000$AAAA$${sum(43)}`],
    ['argon2 over a gigabyte', `$argon2id$v=19$m=1048576,t=1,p=1$${sum(22)}$${sum(43)}`],
    ['argon2 of a thousand passes', `$argon2id$v=19$m=65536,t=1000,p=1$${sum(22)}$${sum(43)}`],
    ['a Firebase project that asks for a gigabyte', `$firebase-scrypt$ln=20,r=8$${sum(4)}$$${sum(4)}$${sum(4)}`],
  ])('%s is refused: no row keeps a core for minutes or takes a gigabyte', (_, text) => {
    expect(faultOf(text)).toMatch(/would take .* is the most/);
  });

  test('what is estimated is of the right size: nothing takes ten times as long as the queue believes', () => {
    const ours = readHash(
      '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    );
    if (isFaulty(ours)) throw new Error(ours.fault);
    expect(ours.work).toBe(1);
    const timeOf = (work: () => unknown): number => {
      let quickest = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 3; turn += 1) {
        const startedAt = performance.now();
        work();
        quickest = Math.min(quickest, performance.now() - startedAt);
      }
      return quickest;
    };
    const one = timeOf(() => ours.verify('a password'));
    for (const kind of [
      'bcrypt-cost-12',
      'pbkdf2-sha512',
      'django-scrypt',
      'sha512-crypt-default',
      'firebase-scrypt',
    ]) {
      const hash = readHash(foreign.find((row) => row.kind === kind)?.hash ?? '');
      if (isFaulty(hash)) throw new Error(`${kind} ${hash.fault}`);
      expect(timeOf(() => hash.verify('wrong')) / one, kind).toBeLessThan(hash.work * 10);
      expect(hash.work).toBeLessThanOrEqual(mostWork);
      expect(hash.kibibytes).toBeLessThanOrEqual(mostKibibytes);
    }
  });

  test('every kind has people in the fixture', () => {
    const seen = new Set(foreign.map(({ hash }) => kindNames.find((_, index) => index === kindIndexOf(hash))));
    expect(seen).toEqual(new Set(kindNames));
  });
});

/** By the first letters, not by our own reader. */
function kindIndexOf(hash: string): number {
  const beginnings = [
    '$argon2',
    '$2',
    '$bcrypt-sha256',
    '$pbkdf2',
    '$scrypt',
    '$5$|$6$',
    'pbkdf2_',
    'bcrypt_sha256',
    'bcrypt$',
    'argon2$',
    'scrypt$',
    '$firebase',
  ];
  return beginnings.findIndex((beginning) => beginning.split('|').some((one) => hash.startsWith(one)));
}
