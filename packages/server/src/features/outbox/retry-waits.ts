/** Seconds before the second, third … try. Soon at first, because somebody is looking at an empty mailbox. */
export const retryWaits = [5, 15, 60, 300, 900, 3600, 7200, 14_400, 28_800] as const;

/** Nobody waits longer for a mail, and its links have expired. */
const giveUpSeconds = 24 * 3600;

/**
 * @param tries how often it was tried, this time included
 * @param ageSeconds since the mail was queued
 * @returns undefined when the next try would come after the day on which the mail is given up
 */
export function nextWaitSeconds(tries: number, ageSeconds: number): number | undefined {
  const wait = retryWaits[Math.min(tries, retryWaits.length) - 1] ?? retryWaits[0];
  return ageSeconds + wait > giveUpSeconds ? undefined : wait;
}
