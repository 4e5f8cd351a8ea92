/** The web client's own place, so that one choice holds for both; `theme.js` reads it before the first paint. */
const place = 'portress.theme';

/** Marks the choice that holds, and takes another one. */
export function offerThemes(): void {
  const choices = [...document.querySelectorAll<HTMLInputElement>('.theme input')];
  const mark = (): void => {
    const worn = document.documentElement.dataset.theme ?? 'system';
    for (const choice of choices) choice.checked = choice.value === worn;
  };
  mark();
  for (const choice of choices)
    choice.addEventListener('change', () => {
      wear(choice.value);
      remember(choice.value);
    });
  // Another tab has chosen.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== place) return;
    wear(newValue ?? 'system');
    mark();
  });
}

function wear(theme: string): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function remember(theme: string): void {
  try {
    if (theme === 'system') localStorage.removeItem(place);
    else localStorage.setItem(place, theme);
  } catch {
    // Storage is closed to us: then it lasts as long as the page.
  }
}
