import { type Html, html, markup } from './html.ts';
import { icons } from './icons.ts';
import { hasContents } from './lay-out.ts';
import { type Page, renderTokens } from './parse-page.ts';
import { rootOf } from './resolve-links.ts';

/** The text of a page between its title and the pages before and after it. */
export function layOutArticle(page: Page, neighbours: { previous: Page | undefined; next: Page | undefined }): Html {
  const root = rootOf(page.address);
  return html`<article>
<header>
<p class="eyebrow">${page.section}</p>
<h1>${page.title}</h1>
${hasContents(page.headings) && html`<button type="button" class="contents-button" popovertarget="contents">${icons.list}On this page</button>`}
</header>
<div class="text">
${markup(renderTokens(page.tokens))}
</div>
</article>
<nav class="turn" aria-label="Before and after this page">
${turn(neighbours.previous, root, 'previous')}${turn(neighbours.next, root, 'next')}
</nav>`;
}

function turn(page: Page | undefined, root: string, side: 'previous' | 'next'): Html | null {
  if (page === undefined) return null;
  return html`<a class="${side}" rel="${side === 'previous' ? 'prev' : 'next'}" href="${root}${page.address}">${icons[side]}<span><span class="side">${side === 'previous' ? 'Before' : 'Next'}</span><span class="title">${page.title}</span></span></a>\n`;
}
