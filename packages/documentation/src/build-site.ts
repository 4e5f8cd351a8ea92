import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSearchIndex } from './build-search-index.ts';
import { collectAssets, type File } from './collect-assets.ts';
import { layOut, type Sheet } from './lay-out.ts';
import { layOutArticle } from './lay-out-article.ts';
import { layOutHome, layOutMissing } from './lay-out-home.ts';
import { type Page, parsePage } from './parse-page.ts';
import { addressOf, readDocuments } from './read-documents.ts';
import { addressOfFile, resolveLinks, rootOf } from './resolve-links.ts';
import type { Section, TableOfContents } from './table-of-contents.ts';

export type BuiltSite = {
  /** Paths below the site's root. */
  files: File[];
  pages: readonly Page[];
  /** Each with file and line; a site with faults is not to be served. */
  faults: string[];
};

/** Stands in the page for addresses at which nothing is, and is replaced by the path that the site has when that page is sent. */
const wholePath = '/guides/';

/**
 * Makes the site of the documents of a repository.
 *
 * @param root the repository
 * @param repository where it can be read, or null
 */
export function buildSite(root: string, contents: TableOfContents, repository: string | null): BuiltSite {
  const faults: string[] = [];
  const pages = readDocuments(root, contents, faults).map((document) => parsePage(document, faults));
  const served = new Set<string>();
  const awaited = new Set(
    [...contents.awaited].filter((name) => !pages.some(({ path }) => path === `docs/${name}.md`)),
  );
  const site = { root, pages, awaited, repository, files: served, faults };
  // Before links become those of the site: what is found is the text.
  const assets = collectAssets(buildSearchIndex(pages));
  for (const page of pages) resolveLinks(page, site);
  const files = [
    ...layOutPages(pages, contents, assets.folder),
    ...[...served].map((path) => ({ path: addressOfFile(path), content: readFileSync(join(root, path)) })),
    ...assets.files,
  ];
  return { files, pages, faults };
}

function layOutPages(pages: readonly Page[], { sections }: TableOfContents, assets: string): File[] {
  const pagesOf = (section: Section): Page[] =>
    section.pages.flatMap((name) => pages.find(({ address }) => address === addressOf(name)) ?? []);
  const sidebar = sections
    .map((section) => ({ title: section.title, pages: pagesOf(section) }))
    .filter((section) => section.pages.length > 0);
  const shown = sections.filter((section) => pagesOf(section).length > 0);
  const common = { sidebar, assets, headings: [], marked: null, root: '', look: 'home' } as const;
  const sheets: [path: string, sheet: Sheet][] = [
    [
      'index.html',
      { ...common, title: 'Guides · Portress', description: homeDescription, main: layOutHome(shown, pagesOf) },
    ],
    [
      '404.html',
      {
        ...common,
        title: 'Not found · Portress',
        description: '',
        root: wholePath,
        look: 'article',
        main: layOutMissing(wholePath),
      },
    ],
    ...pages.map((page, index): [string, Sheet] => [
      `${page.address}.html`,
      {
        ...common,
        title: `${page.title} · Portress`,
        description: page.lead,
        root: rootOf(page.address),
        headings: page.headings,
        marked: page.marked,
        look: 'article',
        main: layOutArticle(page, { previous: pages[index - 1], next: pages[index + 1] }),
      },
    ]),
  ];
  return sheets.map(([path, sheet]) => ({ path, content: layOut(sheet) }));
}

const homeDescription = 'How to add Portress to an application, how to run it, and why it is as it is.';
