/** What is wider than the page scrolls by itself, and then the keyboard has to get there; the others stay out of its way. */
export function reachScrolledParts(): void {
  const parts = [...document.querySelectorAll<HTMLElement>('.text pre, .text .table')];
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target instanceof HTMLElement) reach(target);
  });
  for (const part of parts) watch.observe(part);
}

function reach(part: HTMLElement): void {
  if (part.scrollWidth <= part.clientWidth) {
    for (const name of ['tabindex', 'role', 'aria-label']) part.removeAttribute(name);
    return;
  }
  part.tabIndex = 0;
  part.setAttribute('role', 'region');
  part.setAttribute('aria-label', part.matches('pre') ? 'Code, wider than the page' : 'Table, wider than the page');
}
