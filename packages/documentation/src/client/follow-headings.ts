/** Marks in the list of the page's headings the one that is being read. */
export function followHeadings(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#contents a')];
  const headings = links.flatMap((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))) ?? []);
  if (headings.length === 0) return;
  const mark = (): void => {
    const top = 120;
    const isAtEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
    const passed = headings.findLastIndex((heading) => heading.getBoundingClientRect().top <= top);
    const read = isAtEnd && window.scrollY > 0 ? headings.length - 1 : passed;
    links.forEach((link, index) => {
      if (index === read) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  let isAsked = false;
  const markSoon = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      mark();
    });
  };
  window.addEventListener('scroll', markSoon, { passive: true });
  mark();
  // A list that lies over the page on small screens has done its work when something in it was chosen.
  document.querySelector('#contents')?.addEventListener('click', ({ target, currentTarget }) => {
    const list = currentTarget as HTMLElement;
    if (target instanceof HTMLAnchorElement && list.matches(':popover-open')) list.hidePopover();
  });
}
