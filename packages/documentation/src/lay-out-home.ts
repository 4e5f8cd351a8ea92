import { type Html, html } from './html.ts';
import type { Page } from './parse-page.ts';
import type { Section } from './table-of-contents.ts';

/** The page one comes to first: every guide with what one gets from it. */
export const layOutHome = (
  sections: readonly Section[],
  pagesOf: (section: Section) => readonly Page[],
): Html => html`<article>
<header>
<h1>Accounts for what you build</h1>
<p class="lead">How to add Portress to an application, how to run it, and why it is as it is. Commands on these pages are run by the
tests of the product, and their answers compared; a block that cannot be run there says so.</p>
<p>Every call is described in the <a href="../docs">API reference</a>, where the operator has it switched on.</p>
</header>
${sections.map(
  (section) => html`<section>
<h2>${section.title}</h2>
<p class="about">${section.about}</p>
<ul class="cards">
${pagesOf(section).map(
  ({ address, title, lead }) =>
    html`<li><a href="${address}"><span class="title">${title}</span><span class="lead">${beginningOf(lead)}</span></a></li>\n`,
)}</ul>
</section>\n`,
)}</article>`;

const fewestLetters = 60;
const mostLetters = 150;

/** The first sentence, and those after it while that says too little, in as many words as fit a card. */
function beginningOf(text: string): string {
  let shown = '';
  for (const sentence of text.match(/.+?(?:[.:!?](?=\s|$)|$)\s*/g) ?? []) {
    if (shown.length >= fewestLetters || (shown !== '' && shown.length + sentence.length > mostLetters)) break;
    shown += sentence;
  }
  const whole = shown.trim().replace(/:$/, '.');
  if (whole.length <= mostLetters) return whole;
  return `${whole.slice(0, mostLetters).replace(/[\s,;:]+\S*$/, '')} …`;
}

/** For addresses at which nothing is; it may be read at any depth, so its links are whole paths. */
export const layOutMissing = (root: string): Html => html`<article>
<header>
<p class="eyebrow">404</p>
<h1>There is no such guide</h1>
<p class="lead">It may have been renamed, or the link has a typing error. Search for it above, or begin at <a href="${root}">all guides</a>.</p>
</header>
</article>`;
