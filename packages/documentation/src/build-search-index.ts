import type { Token } from 'markdown-it';
import MiniSearch from 'minisearch';
import { type Page, plainText } from './parse-page.ts';
import { type Passage, searchOptions } from './search-options.ts';

/** Enough to find a section by, and to show where in it the words stand. */
const longestText = 1200;

/** @returns the index as JSON, for the script that asks it */
export function buildSearchIndex(pages: readonly Page[]): string {
  const index = new MiniSearch<Passage>(searchOptions);
  index.addAll(pages.flatMap(passagesOf).map((passage, id) => ({ id, ...passage })));
  return JSON.stringify(index);
}

function passagesOf(page: Page): Omit<Passage, 'id'>[] {
  const weight = page.path.startsWith('docs/decisions/') ? 0.5 : 1;
  const begun: { heading: string; slug: string; texts: string[] }[] = [{ heading: '', slug: '', texts: [] }];
  page.tokens.forEach((token, index) => {
    const slug = token.type === 'heading_open' ? token.attrGet('id') : null;
    if (slug !== null) begun.push({ heading: plainText(page.tokens[index + 1]), slug: String(slug), texts: [] });
    else if (page.tokens[index - 1]?.type !== 'heading_open') begun.at(-1)?.texts.push(textOf(token));
  });
  return begun
    .map(({ heading, slug, texts }) => ({
      title: page.title,
      heading,
      text: texts
        .filter((text) => text !== '')
        .join(' ')
        .slice(0, longestText),
      address: page.address + (slug === '' ? '' : `#${slug}`),
      weight,
    }))
    .filter(({ heading, text }) => heading !== '' || text !== '');
}

const textOf = (token: Token): string =>
  token.type === 'fence' ? token.content.replace(/\s+/g, ' ').trim() : plainText(token);
