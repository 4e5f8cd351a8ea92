import { useSyncExternalStore } from 'react';
import { readRemembered, remember } from '../settings/remembered.ts';

export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

/** Also read by public/theme.js, before the first paint. */
const place = 'portress.theme';

const followers = new Set<() => void>();

export function chooseTheme(theme: Theme): void {
  remember(place, theme === 'system' ? null : theme);
  wearTheme(theme);
}

function wearTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const follow of followers) follow();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (follow) => {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    () => themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system',
  );
}

// Another tab has chosen.
window.addEventListener('storage', (event) => {
  if (event.key === place) wearTheme(themes.find((theme) => theme === readRemembered(place)) ?? 'system');
});
