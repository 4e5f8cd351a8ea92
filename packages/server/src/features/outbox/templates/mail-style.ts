import { type ColourName, coloursWith } from '#platform/colours.ts';

/** Mail readers know neither variables nor our fonts for certain: each style is written out, with what most machines have. */
const sans = "'Onest Variable', Onest, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const mono = "'JetBrains Mono', ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace";

const sizes = {
  small: 'font-size:13px;line-height:20px',
  body: 'font-size:15px;line-height:24px',
  heading: 'font-size:21px;line-height:28px',
} as const;

export type MailStyle = {
  /** The value of a style attribute: the light colours, which every reader shows. */
  light: Readonly<Record<StyleName, string>>;
  /** The head's style sheet: the dark colours and phones, for readers that ask for them. */
  sheet: string;
};

export type StyleName =
  | 'page'
  | 'card'
  | 'mark'
  | 'name'
  | 'heading'
  | 'text'
  | 'small'
  | 'note'
  | 'button'
  | 'address'
  | 'link'
  | 'code';

/** Which colours a class wears, so that the dark sheet can be made from the light styles. */
const worn: Readonly<Record<StyleName, { color?: ColourName; background?: ColourName; border?: ColourName }>> = {
  page: { background: 'bg', color: 'text' },
  card: { background: 'surface', border: 'line' },
  mark: { background: 'accent' },
  name: { color: 'text' },
  heading: { color: 'text' },
  text: { color: 'text' },
  small: { color: 'muted' },
  note: { color: 'muted', border: 'line' },
  button: { background: 'accent', color: 'onAccent', border: 'accent' },
  address: { color: 'accent' },
  link: { color: 'accent' },
  code: { background: 'sunken', color: 'text', border: 'line' },
};

const shapes: Readonly<Record<StyleName, string>> = {
  page: `margin:0;padding:0;font-family:${sans}`,
  card: 'border-width:1px;border-style:solid;border-radius:12px;padding:32px',
  mark: 'width:16px;height:18px;border-radius:8px 8px 2px 2px;font-size:0;line-height:0',
  name: `${sizes.body};font-weight:600`,
  heading: `${sizes.heading};font-weight:600;margin:0 0 16px`,
  text: `${sizes.body};margin:0 0 16px`,
  small: `${sizes.small};margin:0`,
  note: `${sizes.small};margin:8px 0 0;padding-top:16px;border-width:1px 0 0;border-style:solid`,
  button: `${sizes.body};display:inline-block;padding:7px 20px;border-width:1px;border-style:solid;border-radius:8px;font-weight:600;text-decoration:none`,
  address: `font-family:${mono};${sizes.small};word-break:break-all;text-decoration:underline`,
  link: 'text-decoration:underline',
  code: `font-family:${mono};font-size:30px;line-height:40px;letter-spacing:2px;font-weight:600;border-width:1px;border-style:solid;border-radius:8px;padding:12px 16px;text-align:center`,
};

const names = Object.keys(shapes) as StyleName[];

export function mailStyle(accent: string | null): MailStyle {
  const colours = coloursWith(accent);
  const paint = (name: StyleName, theme: 0 | 1, important: string): string =>
    Object.entries({
      'background-color': worn[name].background,
      color: worn[name].color,
      'border-color': worn[name].border,
    })
      .flatMap(([property, colour]) => (colour ? [`${property}:${colours[colour][theme]}${important}`] : []))
      .join(';');
  const light = Object.fromEntries(names.map((name) => [name, `${paint(name, 0, '')};${shapes[name]}`]));
  const dark = names.map((name) => `.${name}{${paint(name, 1, ' !important')}}`).join('');
  return {
    light: light as Record<StyleName, string>,
    sheet: `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${dark}}
@media (max-width:480px){.card{padding:24px 20px !important}.outer{padding:16px 8px !important}.wide{display:block !important;text-align:center}}`,
  };
}
