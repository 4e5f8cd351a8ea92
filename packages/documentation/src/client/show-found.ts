import type { Found } from './find-passages.ts';

const lettersBefore = 40;
const mostLetters = 140;

/** A link for each passage, with the words that were looked for marked. Texts stay texts: nothing here becomes markup. */
export const showFound = (found: readonly Found[], root: string): HTMLAnchorElement[] =>
  found.map(({ title, heading, text, address, terms }, index) => {
    const link = document.createElement('a');
    link.id = `found-${index}`;
    link.href = root + address;
    link.tabIndex = -1;
    link.setAttribute('role', 'option');
    link.setAttribute('aria-selected', 'false');
    const name = line('title', heading === '' ? title : `${title} › ${heading}`, terms);
    link.append(name, line('excerpt', excerptOf(text, terms), terms));
    return link;
  });

function line(className: string, text: string, terms: readonly string[]): HTMLElement {
  const element = Object.assign(document.createElement('span'), { className });
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  // With a group, split keeps what it splits by: each second part is a word that was looked for.
  const parts = words === '' ? [text] : text.split(new RegExp(`(${words})`, 'giu'));
  element.append(
    ...parts.map((part, index) =>
      index % 2 === 1 ? Object.assign(document.createElement('mark'), { textContent: part }) : part,
    ),
  );
  return element;
}

function excerptOf(text: string, terms: readonly string[]): string {
  const places = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...places, text.length) - lettersBefore);
  const start = places.length === 0 || from === 0 ? 0 : text.indexOf(' ', from) + 1;
  const shown = text.slice(start, start + mostLetters);
  const isCut = text.length > start + mostLetters;
  return `${start > 0 ? '… ' : ''}${isCut ? `${shown.slice(0, shown.lastIndexOf(' '))} …` : shown}`;
}
