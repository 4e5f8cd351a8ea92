/** What this browser was told to remember; `null` also where it refuses to (private windows, blocked storage). */
export function readRemembered(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

export function remember(place: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(place);
    else localStorage.setItem(place, value);
  } catch {
    // Then it lasts as long as the page.
  }
}
