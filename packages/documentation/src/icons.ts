import { type Html, markup } from './html.ts';

const icon = (paths: string): Html =>
  markup(
    `<svg class="icon" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`,
  );

/** From Lucide (ISC), as in the web client. */
export const icons = {
  menu: icon('<path d="M4 6h16M4 12h16M4 18h16"/>'),
  close: icon('<path d="M6 6l12 12M18 6 6 18"/>'),
  search: icon('<circle cx="11" cy="11" r="7"/><path d="m20 20-3.9-3.9"/>'),
  list: icon('<path d="M4 6h1M4 12h1M4 18h1M9 6h11M9 12h11M9 18h11"/>'),
  chevron: icon('<path d="m9 6 6 6-6 6"/>'),
  previous: icon('<path d="M19 12H5m6-6-6 6 6 6"/>'),
  next: icon('<path d="M5 12h14m-6-6 6 6-6 6"/>'),
};

/** The product's mark, in the colours of the theme. */
export const mark: Html = markup(
  '<svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true"><path d="M16 2C9.4 2 4 7.4 4 14v14a2 2 0 0 0 2 2h20a2 2 0 0 0 2-2V14C28 7.4 22.6 2 16 2Z"/><path class="hole" d="M16 10a4 4 0 0 0-2 7.46V23a1 1 0 0 0 1 1h2a1 1 0 0 0 1-1v-5.54A4 4 0 0 0 16 10Z"/></svg>',
);
