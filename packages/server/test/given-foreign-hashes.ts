import { readFileSync } from 'node:fs';
import { writeFirebaseHash } from '#features/authenticators/passwords/hash-kinds/scrypt.ts';

/*
 * Hashes as other systems really made them, with their passwords: plain, Cyrillic, of 64 bytes, of 83 bytes, composed and
 * decomposed. Made once on Debian 12 with python3-passlib 1.7.4, python3-bcrypt 3.2.2, python3-argon2 21.1.0 and crypt(3) of
 * glibc 2.36:
 *
 *   passwords = ['correct horse', 'пароль на замку', 'x' * 64, 'y' * 80 + 'end', NFC 'café naïve', NFD 'café naïve']
 *   bcrypt-2a/2b/2y      passlib.hash.bcrypt.using(rounds=6, ident='2a').hash(p)      bcrypt-cost-12  .using(rounds=12)
 *   bcrypt-sha256-v2/v1  passlib.hash.bcrypt_sha256.using(rounds=6, version=1).hash(p)
 *   pbkdf2-…, scrypt, sha…-crypt-…    passlib.hash.pbkdf2_sha256.hash(p), scrypt.using(rounds=12), sha512_crypt.using(rounds=5000)
 *   glibc-…              crypt.crypt(p, '$6$rounds=1400$anotherlongsaltstringthatisfartoolong$')
 *   argon2…              argon2.PasswordHasher(2, 512, 1, type=argon2.Type.I).hash(p)
 *   django-pbkdf2-…      'pbkdf2_sha256$26000$' + salt + '$' + base64(hashlib.pbkdf2_hmac('sha256', p, salt, 26000))
 *   django-bcrypt        'bcrypt$' + bcrypt.hashpw(p, gensalt(6))
 *   django-bcrypt-sha256 'bcrypt_sha256$' + bcrypt.hashpw(hashlib.sha256(p).hexdigest(), gensalt(6))
 *   django-scrypt        'scrypt$2048$' + salt + '$8$2$' + base64(hashlib.scrypt(p, salt=salt, n=2048, r=8, p=2, dklen=64))
 *   firebase-scrypt      key = hashlib.scrypt(p, salt=salt + b'\x07', n=2**14, r=8, p=1, dklen=32);
 *                        openssl enc -aes-256-ctr -K KEY -iv 0 < SIGNER_KEY; the first row is the vector of github.com/firebase/scrypt
 */
const file = new URL('foreign-hashes.jsonl', import.meta.url);

/** The project of the published vector. */
export const firebaseProject = {
  signerKey: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
  saltSeparator: 'Bw==',
  rounds: 8,
  memCost: 14,
};

export type ForeignHash = { kind: string; password: string; hash: string; columns: Record<string, string> };

type Line = { kind: string; password: string; password_hash: string; password_salt?: string };

/** Each as it is stored, and the columns that an import takes it from. */
export const givenForeignHashes = (): ForeignHash[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { kind, password, password_hash, password_salt } = JSON.parse(line) as Line;
      if (password_salt === undefined) return { kind, password, hash: password_hash, columns: { password_hash } };
      const hash = writeFirebaseHash(firebaseProject, password_salt, password_hash);
      return { kind, password, hash, columns: { password_hash, password_salt } };
    });
