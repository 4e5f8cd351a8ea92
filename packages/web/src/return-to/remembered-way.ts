import { readRemembered, remember } from '../settings/remembered.ts';

/** `return_to`, as it stands in an address. */
interface Way {
  return_to?: string;
}

const place = 'portress.return_to';
/** As long as the link of a mail is good. */
const longestMs = 24 * 60 * 60_000;

/** For the link in a mail, which opens a tab that knows nothing of the page where somebody wanted to be. */
export function rememberWay({ return_to: to }: Way): void {
  remember(place, to === undefined ? null : JSON.stringify({ to, until: Date.now() + longestMs }));
}

/** As unread as it stands in an address: it is believed only where it is followed. */
export function rememberedWay(): Way {
  try {
    const { to, until } = JSON.parse(readRemembered(place) ?? '{}') as { to?: unknown; until?: unknown };
    return typeof to === 'string' && typeof until === 'number' && Date.now() < until ? { return_to: to } : {};
  } catch {
    return {};
  }
}

export function forgetWay(): void {
  remember(place, null);
}
