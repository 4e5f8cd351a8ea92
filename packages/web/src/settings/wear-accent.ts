import { accentTokens } from './accent.ts';

/** Puts the operator's accent over the design's own, through the CSSOM: the policy forbids style attributes. */
export function wearAccent(colour: string | null): void {
  const tokens = colour === null ? null : accentTokens(colour);
  if (!tokens) return;
  for (const [name, value] of Object.entries(tokens)) document.documentElement.style.setProperty(`--${name}`, value);
}
