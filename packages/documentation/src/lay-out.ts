import { type Html, html, markup } from './html.ts';
import { icons, mark } from './icons.ts';
import type { Heading } from './parse-page.ts';

export type SidebarSection = { title: string; pages: readonly { title: string; address: string }[] };

export type Sheet = {
  title: string;
  description: string;
  /** Leads to the site's root: empty, `../`, or a whole path. */
  root: string;
  /** The folder of scripts, styles and fonts, below the root. */
  assets: string;
  sidebar: readonly SidebarSection[];
  /** The address of the page that the sidebar marks; null where it is none of them. */
  marked: string | null;
  headings: readonly Heading[];
  main: Html;
  /** A page of its own look, such as the home page. */
  look: 'article' | 'home';
};

/** Every page of the site: the head, the sidebar, what is on the page, and the page. Nothing in it is inline that could run. */
export function layOut(sheet: Sheet): string {
  const { root, assets, title } = sheet;
  const asset = (name: string): string => `${root}${assets}/${name}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${sheet.description}">
<title>${title}</title>
<link rel="icon" href="${asset('mark.svg')}" type="image/svg+xml">
<link rel="preload" href="${asset('onest-latin-wght-normal.woff2')}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${asset('site.css')}">
<link rel="stylesheet" href="${root}accent.css">
<script src="${asset('theme.js')}"></script>
<script type="module" src="${asset('site.js')}"></script>
</head>
<body class="${sheet.look}">
<a class="skip" href="#content">Skip to the text</a>
<header class="top">
<button type="button" class="menu-button" popovertarget="menu" aria-label="All guides">${icons.menu}</button>
<a class="brand" href="${root === '' ? './' : root}">${mark}<span class="name">Portress</span> <span class="place">Guides</span></a>
${searchField(root)}
</header>
<div class="columns">
<nav id="menu" class="sidebar" popover aria-label="All guides">
<p class="menu-head">All guides<button type="button" popovertarget="menu" popovertargetaction="hide" aria-label="Close">${icons.close}</button></p>
<div class="sections">
${sheet.sidebar.map((section) => sidebarSection(section, sheet))}
</div>
<div class="foot">
<a class="to-service" href="${root === '' ? './' : root}../">Home of this service</a>
${themeChoice}
</div>
</nav>
<main id="content" tabindex="-1">
${sheet.main}
</main>
${contentsOf(sheet.headings)}
</div>
</body>
</html>
`.markup;
}

const searchField = (root: string): Html => html`<search class="search" data-root="${root}">
<label class="visually-hidden" for="search">Search the guides</label>
${icons.search}<input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="results" aria-expanded="false" role="combobox" aria-autocomplete="list"><kbd aria-hidden="true">/</kbd>
<div id="results" class="results" role="listbox" aria-label="What was found" hidden></div>
<p class="visually-hidden" role="status"></p>
</search>`;

function sidebarSection({ title, pages }: SidebarSection, { marked, root, look }: Sheet): Html {
  const isOpen = (look !== 'home' && marked === null) || pages.some(({ address }) => address === marked);
  return html`<details${markup(isOpen ? ' open' : '')}><summary>${icons.chevron}${title}</summary>
<ul>
${pages.map(
  ({ title: name, address }) =>
    html`<li><a href="${root}${address}"${markup(address === marked ? ' aria-current="page"' : '')}>${name}</a></li>\n`,
)}</ul></details>\n`;
}

/** The same keys and words as in the web client, so that one choice holds for both. */
const themeChoice: Html = html`<fieldset class="theme"><legend class="visually-hidden">Appearance</legend>
${[
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
].map(
  ([value, name]) => html`<label><input type="radio" name="theme" value="${value}"><span>${name}</span></label>\n`,
)}</fieldset>`;

/** Two headings and more are worth a list. */
export const hasContents = (headings: readonly Heading[]): boolean => headings.filter(isListed).length > 1;

const isListed = ({ level }: Heading): boolean => level <= 3;

function contentsOf(headings: readonly Heading[]): Html | null {
  if (!hasContents(headings)) return null;
  return html`<nav id="contents" class="contents" popover aria-labelledby="contents-title">
<p id="contents-title">On this page</p>
<ul>
${headings
  .filter(isListed)
  .map(({ level, slug, title }) => html`<li class="level-${level}"><a href="#${slug}">${title}</a></li>\n`)}</ul>
</nav>`;
}
