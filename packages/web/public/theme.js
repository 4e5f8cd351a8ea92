// Before the first paint, so that a page chosen to be dark never flashes light. The choice is made in src/theme.
try {
  const theme = localStorage.getItem('portress.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to us: the system's choice stands.
}
