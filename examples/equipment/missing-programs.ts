import { test } from 'vitest';

/**
 * Where something of Debian's is missing, a suite says loudly that it did not run; in the continuous integration, which
 * installs it, that is a failure.
 *
 * @param missing what is not there; an empty list where everything is
 */
export function whereInstalled(missing: readonly string[]): boolean {
  if (missing.length === 0) return true;
  const text = `NOT RUN, because this is missing: apt-get install ${missing.join(' ')}`;
  console.warn(`\n${text}\n`);
  test(text, ({ skip }) => {
    if (process.env.CI) throw new Error(text);
    skip();
  });
  return false;
}
