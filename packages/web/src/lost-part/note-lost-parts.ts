/** A part of the client that could not be fetched: there is no network, or a newer build has taken its place. */
const name = 'LostPart';

export const isLostPart = (error: unknown): error is Error => error instanceof Error && error.name === name;

/**
 * Names the fault, so that the crash page can tell it from others. Unnamed, the router would load the page anew at once,
 * also without a network, where nothing but the browser's own page would come.
 */
export function noteLostParts(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => {
    payload.name = name;
    payload.message = `a part of the client is missing: ${payload.message}`;
  });
}
