import type { TFunction } from 'i18next';

/** The first that fits: browsers name each other in their headers. */
const browsers = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Microsoft Edge'],
  [/\bOPR\/|\bOPiOS\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bCriOS\/|\b(?:Headless)?Chrom(?:e|ium)\//, 'Chrome'],
  [/\bVersion\/.+\bSafari\//, 'Safari'],
] as const;

const systems = [
  [/\biPhone|\biPad|\biOS\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b|\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

type Named = readonly (readonly [RegExp, string])[];

const nameIn = (names: Named, text: string): string | undefined => names.find(([pattern]) => pattern.test(text))?.[1];

/** The device behind a User-Agent in words; `null` where it can't be told. Never the header itself: it is the sender's. */
export function deviceOf(userAgent: string | null, t: TFunction): string | null {
  if (userAgent === null) return null;
  const browser = nameIn(browsers, userAgent);
  const system = nameIn(systems, userAgent);
  if (browser && system) return t('account_pages.device_on', { browser, system });
  // Tools name themselves first: `curl/8.5.0`.
  return browser ?? system ?? /^[A-Za-z][\w-]{0,40}(?=\/)/.exec(userAgent)?.[0] ?? null;
}

/** The name that the service has given a device, in the words of the page. */
export function deviceName(name: string | null, t: TFunction): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(name ?? '') ?? [];
  if (browser && system) return t('account_pages.device_on', { browser, system });
  return name ?? t('devices.unknown');
}
