import { type ColourName, coloursWith } from '#platform/colours.ts';

const variables: Readonly<Record<ColourName, string>> = {
  bg: '--bg',
  surface: '--surface',
  sunken: '--sunken',
  text: '--text',
  muted: '--muted',
  line: '--line',
  control: '--control',
  accent: '--accent',
  accentHover: '--accent-hover',
  onAccent: '--on-accent',
  accentSoft: '--accent-soft',
};

const rules = `
* { box-sizing: border-box; }
html { background: var(--bg); color: var(--text); text-size-adjust: 100%; }
body { margin: 0; min-height: 100dvh; display: flex; flex-direction: column; font: 400 15px/24px 'Onest Variable', Onest, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: break-word; }
code, pre, .mono { font-family: 'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace; font-size: 13px; line-height: 20px; }
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 21px; line-height: 28px; font-weight: 620; }
h2 { font-size: 15px; line-height: 24px; font-weight: 620; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; border-radius: 2px; }
a:hover { color: var(--accent-hover); text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.muted { color: var(--muted); }
.small { font-size: 13px; line-height: 20px; }

.top { display: flex; align-items: center; gap: 10px; padding: 16px 24px; border-bottom: 1px solid var(--line); }
.top a { display: flex; align-items: center; gap: 10px; color: var(--text); text-decoration: none; font-weight: 620; }
.top .mark { fill: var(--accent); width: 22px; height: 22px; }
.top .mark .hole { fill: var(--on-accent); }
.top img { display: block; height: 24px; }
.top .place { margin-left: auto; color: var(--muted); }
main.column { width: 100%; max-width: 680px; margin: 0 auto; padding: 48px 24px 64px; display: flex; flex-direction: column; gap: 24px; }
main.column h1 { font-size: 28px; line-height: 36px; letter-spacing: -0.015em; }
main.column section { display: flex; flex-direction: column; gap: 4px; }
.lead { font-size: 17px; line-height: 24px; }
.facts { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-bottom: 8px; }
.chip { display: inline-block; border-radius: 6px; padding: 2px 8px; background: var(--sunken); border: 1px solid var(--line); }
.sample { margin: 0; padding: 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--sunken); overflow-x: auto; }
.codes { list-style: none; border-top: 1px solid var(--line); }
.codes a { display: grid; grid-template-columns: 48px 200px 1fr; gap: 16px; padding: 10px 4px; border-bottom: 1px solid var(--line); border-radius: 0; color: var(--text); text-decoration: none; }
.codes a:hover { background: var(--accent-soft); }
.codes code { color: var(--accent); overflow-wrap: anywhere; line-height: 24px; }
.codes .status { color: var(--muted); font-variant-numeric: tabular-nums; }

.inbox { flex: 1; display: grid; grid-template-columns: 360px minmax(0, 1fr); min-height: 0; }
.mails { border-right: 1px solid var(--line); overflow-y: auto; max-height: calc(100dvh - 57px); list-style: none; }
.mails a { display: block; padding: 12px 24px; border-bottom: 1px solid var(--line); border-left: 3px solid transparent; border-radius: 0; color: var(--text); text-decoration: none; }
.mails a:hover { background: var(--sunken); }
.mails a[aria-current] { background: var(--accent-soft); border-left-color: var(--accent); }
.mails a:focus-visible { outline-offset: -2px; }
.mails .row { display: flex; gap: 12px; justify-content: space-between; }
.mails .row .to { font-weight: 550; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mails time { flex: none; color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
.mails .subject { color: var(--muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mail { display: flex; flex-direction: column; min-width: 0; }
.mail header { padding: 24px 24px 16px; display: flex; flex-direction: column; gap: 4px; }
.mail .views { display: flex; gap: 16px; margin-top: 8px; }
.mail .views a[aria-current] { color: var(--text); font-weight: 550; text-decoration: none; }
.mail iframe { flex: 1; width: 100%; min-height: 560px; border: 0; border-top: 1px solid var(--line); background: var(--bg); }
.mail pre { flex: 1; margin: 0; padding: 24px; border-top: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.back { display: none; }
.empty { margin: auto; padding: 48px 24px; max-width: 440px; display: flex; flex-direction: column; gap: 8px; text-align: center; }

@media (max-width: 768px) {
  h1, main.column h1 { font-size: 24px; line-height: 32px; letter-spacing: 0; }
  .top { padding: 12px 16px; }
  main.column { padding: 32px 16px 48px; }
  .codes a { grid-template-columns: 40px 1fr; gap: 0 8px; padding: 12px 4px; }
  .codes .title { grid-column: 2; }
  .inbox { display: block; }
  .mails { max-height: none; border-right: 0; }
  .mails a { padding: 12px 16px; }
  .inbox.list .mail, .inbox.one .mails { display: none; }
  .inbox.list .mails a[aria-current] { background: none; border-left-color: transparent; }
  .mail header { padding: 16px; }
  .mail iframe { height: calc(100dvh - 190px); min-height: 700px; }
  .mail pre { padding: 16px; }
  .back { display: block; }
}
`;

/** The design's tokens and the few rules that our pages without a script framework need; light and dark by the system. */
export function plainStyle(accent: string | null): string {
  const tokens = Object.entries(coloursWith(accent)).map(
    ([name, [light, dark]]) => `  ${variables[name as ColourName]}: light-dark(${light}, ${dark});`,
  );
  return `:root {\n  color-scheme: light dark;\n${tokens.join('\n')}\n}\n${rules}`;
}
