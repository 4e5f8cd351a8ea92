const content = Symbol('html');

/** Markup made by {@link html} or {@link ownMarkup}; nothing that came from outside can pass for it. */
export type Html = { readonly [content]: string };
type Part = string | number | Html | null | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for quoted attribute values. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Whatever is put in is escaped; only markup made by this same function stays markup. `null` leaves nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return ownMarkup(strings.reduce((text, string, index) => text + render(parts[index - 1] ?? null) + string));
}

/** Markup, style or script written by ourselves, taken as it is. Never for anything that a person or a setting gave. */
export const ownMarkup = (text: string): Html => ({ [content]: text });

export const htmlText = (markup: Html): string => markup[content];

function render(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return isHtml(part) ? part[content] : part.map(render).join('');
}

const isHtml = (part: Html | readonly Part[]): part is Html => content in part;
