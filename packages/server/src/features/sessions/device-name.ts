import Bowser from 'bowser';

/** For a browser it does not know Bowser takes the beginning of the header, which is the sender's to choose. */
const knownBrowsers = new Set<string>([...Object.values(Bowser.BROWSER_MAP), 'Opera Touch', 'Miui', 'PlayStation 4']);

/**
 * A name a person knows their device by: "Firefox on Windows", "curl". It stands in mails and on pages, so it is a name that we know or one plain
 * word: no sentence, and nothing that a mailbox would make a link of (M3).
 *
 * @returns null when the User-Agent says nothing that can be named
 */
export function deviceNameOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === '') return null;
  const parsed = Bowser.parse(userAgent);
  const browser = knownBrowsers.has(parsed.browser.name ?? '') ? parsed.browser.name : undefined;
  const system = parsed.os.name;
  if (browser && system) return `${browser} on ${system}`;
  if (browser ?? system) return browser ?? system ?? null;
  // Tools name themselves first: `curl/8.5.0`, `python-requests/2.32`.
  return /^[A-Za-z][\w-]{0,40}(?=\/)/.exec(userAgent)?.[0] ?? null;
}
