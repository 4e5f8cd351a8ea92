/**
 * Base64 that has one spelling only: with its padding or without, but without stray bits or foreign letters.
 *
 * @returns undefined for anything else
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const spelled = bytes.toString('base64');
  return text === spelled || text === spelled.replace(/=+$/, '') ? bytes : undefined;
}

/** passlib writes a dot for the plus, and no padding. */
export const decodePasslibBase64 = (text: string): Buffer | undefined =>
  text.includes('+') || text.includes('=') ? undefined : decodeBase64(text.replaceAll('.', '+'));

/** Firebase's tools write either alphabet. */
export const decodeAnyBase64 = (text: string): Buffer | undefined =>
  decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
