import MarkdownIt, { type Token } from 'markdown-it';
import anchor from 'markdown-it-anchor';
import { highlightCode, isKnownLanguage } from './highlight-code.ts';
import { escapeText } from './html.ts';
import type { Document } from './read-documents.ts';

export type Heading = { level: number; slug: string; title: string };

/** A document as tokens, with what other pages have to know of it. */
export type Page = Document & {
  title: string;
  /** The first paragraph as plain text. */
  lead: string;
  headings: readonly Heading[];
  tokens: Token[];
};

/** As GitHub makes them, since the same links have to work there: `What is "new"?` becomes `what-is-new`. */
const slugify = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

const permalink = anchor.permalink.linkAfterHeader({
  style: 'visually-hidden',
  class: 'anchor',
  symbol: '#',
  assistiveText: (title) => `Link to “${title}”`,
  visuallyHiddenClass: 'visually-hidden',
  wrapper: ['<div class="heading">', '</div>'],
});

// Comments are read as markup and left out; any other markup is a fault.
const markdown = new MarkdownIt({ html: true }).use(anchor, { slugify, permalink, level: [2, 3, 4], tabIndex: false });
markdown.renderer.rules.fence = (tokens, index) => renderFence(tokens, index);
// In tables long names break between their words, not within them.
markdown.renderer.rules.code_inline = (tokens, index) =>
  `<code>${escapeText(tokens[index]?.content ?? '').replace(/[_/=](?=\w)/g, '$&<wbr>')}</code>`;
markdown.renderer.rules.table_open = () => '<div class="table"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';

/**
 * @param document its text begins with a heading of the first level and a paragraph that says what one gets
 * @param faults takes what cannot become a page, each with file and line
 */
export function parsePage(document: Document, faults: string[]): Page {
  const tokens = markdown.parse(document.text, {});
  const at = (line: number): string => `${document.path}:${line + 1}`;
  const [first, inside] = tokens;
  if (first?.tag !== 'h1') faults.push(`${at(0)} a page begins with a heading of the first level`);
  const rest = tokens.slice(first?.tag === 'h1' ? 3 : 0);
  const second = rest.find(({ tag }) => tag === 'h1');
  if (second !== undefined) faults.push(`${at(second.map?.[0] ?? 0)} a second heading of the first level`);
  const lead = plainText(rest[rest.findIndex(({ type }) => type === 'paragraph_open') + 1]);
  if (lead === '') faults.push(`${at(0)} no paragraph says what one gets here`);
  refuseMarkup(rest, at, faults);
  return { ...document, title: plainText(inside), lead, headings: headingsOf(rest), tokens: rest };
}

/** Its markup, of tokens whose links lead to pages of the site. */
export const renderTokens = (tokens: Token[]): string => markdown.renderer.render(tokens, markdown.options, {});

/** What is read of a piece of text: neither links nor emphasis, but the words in them. */
export function plainText(token: Token | undefined): string {
  const parts = (token?.children ?? []).map(({ type, content }) => {
    if (type === 'text' || type === 'code_inline') return content;
    return type.endsWith('break') || lineBreak.test(content) ? ' ' : '';
  });
  return parts.join('').trim();
}

const headingsOf = (tokens: readonly Token[]): Heading[] =>
  tokens.flatMap((token, index) => {
    const slug = token.attrGet('id');
    if (token.type !== 'heading_open' || slug === null) return [];
    return [{ level: Number(token.tag.slice(1)), slug: String(slug), title: plainText(tokens[index + 1]) }];
  });

/** The one way to break a line in the cell of a table. */
const lineBreak = /^<br ?\/?>$/;

const isComment = (markup: string): boolean => /^\s*(?:<!--[\s\S]*?-->\s*)*$/.test(markup);

/** Leaves comments out, and remembers of a block of commands why it was not run. */
function refuseMarkup(tokens: Token[], at: (line: number) => string, faults: string[]): void {
  let reason: string | undefined;
  let line = 0;
  for (const token of tokens) {
    // Cells of a table know no line of their own: that of their row stands.
    line = token.map?.[0] ?? line;
    // What has no line comes from us: the link behind each heading.
    if (token.type === 'html_block' && token.map !== null) {
      if (!isComment(token.content)) faults.push(`${at(line)} raw HTML; Markdown only`);
      reason = /<!--\s*not run:\s*([\s\S]*?)\s*-->/.exec(token.content)?.[1];
      token.content = '';
      continue;
    }
    if (token.type === 'fence') {
      const language = languageOf(token);
      if (!isKnownLanguage(language)) faults.push(`${at(line)} no code is highlighted as "${language}"`);
      if (reason !== undefined) token.meta = { reason };
    }
    reason = undefined;
    for (const child of token.children ?? []) {
      if (child.type === 'image' && child.content === '')
        faults.push(`${at(line)} a picture without a word of what it shows`);
      if (child.type !== 'html_inline' || lineBreak.test(child.content)) continue;
      if (!isComment(child.content)) faults.push(`${at(line)} raw HTML: ${child.content}`);
      child.content = '';
    }
  }
}

/** What a block of commands answers stands right under it, and looks like one piece with it. */
function renderFence(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  if (token === undefined) return '';
  const language = languageOf(token);
  const before = tokens[index - 1];
  const isAnswer = before?.type === 'fence' && languageOf(before) === 'sh' && /^(?:text|json)$/.test(language);
  const note = noteOf((token.meta as { reason?: string } | null)?.reason);
  const code = highlightCode(token.content.replace(/\n$/, ''), language);
  const look = isAnswer ? 'code answer' : 'code';
  return `<figure class="${look}"><pre><code>${code}</code></pre>${note}</figure>\n`;
}

const languageOf = (fence: Token): string => fence.info.trim().split(/\s/, 1)[0] ?? '';

/** Reasons are written for a comment, as the end of a sentence, now and then with code in it. */
function noteOf(reason: string | undefined): string {
  if (reason === undefined) return '';
  const text = escapeText(reason.replace(/\.$/, '')).replace(/`([^`]+)`/g, '<code>$1</code>');
  return `<figcaption>Not run by the tests: ${text}.</figcaption>`;
}
