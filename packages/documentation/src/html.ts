/** Text that is markup already. */
export type Html = { readonly markup: string };

type Part = Html | string | number | null | undefined | false | readonly Part[];

export const markup = (text: string): Html => ({ markup: text });

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

/** Markup with texts in it: whatever is not markup already becomes text. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return markup(strings.reduce((text, next, index) => text + toMarkup(parts[index - 1]) + next));
}

function toMarkup(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(toMarkup).join('');
  return escapeText(String(part));
}
