/**
 * Enough of a new address for whoever chose it to know it again: its first letter and its domain. The old mailbox may be
 * read by others by now (a former employer, a shared computer), and they are not told where the person is to be found.
 */
export function maskEmail(address: string): string {
  const [first = ''] = address;
  return `${first}…${address.slice(address.indexOf('@'))}`;
}
