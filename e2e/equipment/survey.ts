import type { Page } from '@playwright/test';

export interface Survey {
  faults: string[];
  lang: string;
  /** What a person reads or hears on the page, without what belongs to another language on purpose. */
  texts: string[];
}

/** 44 px for a finger; a button within the frame of a field gives two of them to the frame. */
const fingerPixels = 42;

/** No page wider than its screen, no word cut by its button, every control within reach of a finger and of the keyboard. */
export function surveyPage(page: Page): Promise<Survey> {
  return page.evaluate((least) => {
    const isTouched = matchMedia('(pointer: coarse)').matches;
    const isShown = (one: Element) => one.checkVisibility() && !one.closest('[inert], [aria-hidden=true]');
    const shown = [
      ...document.querySelectorAll<HTMLElement>('button, a, label, summary, input, select, textarea'),
    ].filter(isShown);
    // A link within a line is as high as the line; what is clipped away is for screen readers only.
    const isDrawn = (one: HTMLElement) => {
      const { display, clipPath } = getComputedStyle(one);
      return display !== 'inline' && clipPath === 'none' && one.matches('button, a, label, summary');
    };
    const drawn = shown.filter(isDrawn);
    const isPressed = (one: HTMLElement) => one.matches('button, a[class*="min-h"], summary, label:has(input)');
    // One of a group has the keyboard's place for all of it; `data-arrows` is what the arrow keys walk through.
    const inGroup =
      '[data-arrows] *, [role=tablist] *, [role=menu] *, [role=menubar] *, [role=toolbar] *, [role=grid] *, [role=listbox] *';
    const isReached = (one: HTMLElement) =>
      one.tabIndex >= 0 || one.matches(`label, :disabled, input[type=hidden], ${inGroup}`);
    const say = (what: string, ones: HTMLElement[]) =>
      ones.map((one) => `${what}: ${one.textContent?.trim() || one.getAttribute('aria-label') || one.outerHTML}`);

    const texts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      // What was told once stays as it was told.
      if (!parent || parent.closest('[lang]:not(html), noscript, [aria-live], [translate=no]')) continue;
      if (isShown(parent)) texts.push(node.textContent?.trim() ?? '');
    }
    for (const named of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      if (isShown(named) && !named.closest('[lang]:not(html), [translate=no]'))
        for (const name of ['aria-label', 'placeholder', 'title']) texts.push(named.getAttribute(name) ?? '');

    const pageWidth = document.documentElement.scrollWidth;
    const headings = document.querySelectorAll('h1').length;
    return {
      faults: [
        ...(pageWidth > window.innerWidth ? [`${pageWidth} px wide on ${window.innerWidth}`] : []),
        ...(headings === 1 ? [] : [`${headings} headings of the first level`]),
        ...say(
          'cut',
          drawn.filter((one) => one.scrollWidth > one.clientWidth + 1),
        ),
        ...say(
          'too small for a finger',
          isTouched ? drawn.filter((one) => isPressed(one) && one.offsetHeight < least) : [],
        ),
        ...say(
          'out of the keyboard’s reach',
          shown.filter((one) => !isReached(one)),
        ),
      ],
      lang: document.documentElement.lang,
      texts: [...new Set(texts)].filter((text) => text !== ''),
    };
  }, fingerPixels);
}
