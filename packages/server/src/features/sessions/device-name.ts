import Bowser from 'bowser';

/**
 * A name a person knows their device by: "Firefox on Windows", "curl".
 *
 * @returns null when the User-Agent says nothing that can be named
 */
export function deviceNameOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === '') return null;
  const parsed = Bowser.parse(userAgent);
  const browser = parsed.browser.name;
  const system = parsed.os.name;
  if (browser && system) return `${browser} on ${system}`;
  if (browser ?? system) return browser ?? system ?? null;
  // Tools name themselves first: `curl/8.5.0`, `python-requests/2.32`.
  return /^[A-Za-z][\w.-]{0,40}(?=\/)/.exec(userAgent)?.[0] ?? null;
}
