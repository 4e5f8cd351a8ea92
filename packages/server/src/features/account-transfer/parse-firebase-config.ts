import { decodeAnyBase64 } from '#features/authenticators/passwords/hash-kinds/decode-base64.ts';
import type { FirebaseProject } from '#features/authenticators/passwords/hash-kinds/scrypt.ts';

/**
 * The password hash parameters of a Firebase project, as its console shows them: `base64_signer_key: …`,
 * `base64_salt_separator: …`, `rounds: 8`, `mem_cost: 14`; braces, quotes, commas and other lines are passed over.
 *
 * @returns undefined where one of the four is missing or cannot be read
 */
export function parseFirebaseConfig(text: string): FirebaseProject | undefined {
  const find = (name: string): string | undefined =>
    new RegExp(`\\b${name}["']?\\s*[:=]\\s*["']?([A-Za-z0-9+/_=-]+)`).exec(text)?.[1];
  const signerKey = decodeAnyBase64(find('base64_signer_key') ?? '');
  const saltSeparator = decodeAnyBase64(find('base64_salt_separator') ?? '');
  const [rounds, memCost] = [Number(find('rounds')), Number(find('mem_cost'))];
  if (!signerKey?.length || !saltSeparator?.length || !(rounds > 0) || !(memCost > 0)) return undefined;
  return {
    signerKey: signerKey.toString('base64'),
    saltSeparator: saltSeparator.toString('base64'),
    rounds,
    memCost,
  };
}
