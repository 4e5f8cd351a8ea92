/** A stored hash whose every part has been read. */
export type ReadHash = {
  /** How long a verification takes, in hashes of ours: the queue counts by it. An estimate, the same on every machine. */
  work: number;
  /** What a verification keeps in memory. */
  kibibytes: number;
  /** Whether this is the password, as the system that made the hash would have said. Constant in time where it compares. */
  verify(password: string): boolean;
};

/**
 * A NUL is right for argon2 only. In C it ended the password, bcrypt repeats a short password after it, HMAC (and so pbkdf2
 * and scrypt) does not see it at the end: with any of them there would be several right passwords (B12). The work is done
 * all the same, so that time does not tell.
 */
export const refuseNul = (hash: ReadHash): ReadHash => ({
  ...hash,
  verify: (password) => hash.verify(password) && !password.includes('\0'),
});

/** One way of writing a password's hash down, in the words of the library that does. */
export type HashKind = {
  /** For people. */
  name: string;
  /** Whether a text wants to be of this kind, whatever the rest of it is like. */
  claims(text: string): boolean;
  /** @returns undefined where the text breaks the rules of its kind */
  read(text: string): ReadHash | undefined;
};

/** What a hash may cost: a row of an import must not keep a core for minutes, nor take a gigabyte for each thread. */
export const mostWork = 300;
export const mostKibibytes = 256 * 1024;
