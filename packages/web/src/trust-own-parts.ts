interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL: (address: string) => string | null }): unknown;
}

/**
 * The page's policy lets no text become markup or a script. The one thing that our own code needs is a worker from a
 * file of the build; this is the only policy by that name that the browser will ever make, so whoever comes later can't
 * loosen it.
 */
export function trustOwnParts(): void {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createScriptURL: (address) => (isOwnPart(address) ? address : null) });
}

function isOwnPart(address: string): boolean {
  return new URL(address, document.baseURI).href.startsWith(new URL('assets/', document.baseURI).href);
}
