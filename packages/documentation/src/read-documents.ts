import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TableOfContents } from './table-of-contents.ts';

/** A document of `docs/` that becomes a page. */
export type Document = {
  /** Its path below the repository, for faults: `docs/guides/limits.md`. */
  path: string;
  /** Where it is on the site, below `/guides/`: `limits`, `decisions/0001-…`, `reference/requests`. */
  address: string;
  /** The title of its section in the sidebar. */
  section: string;
  /** The page that the sidebar marks while this one is read: itself, or the list it belongs to. */
  marked: string;
  text: string;
};

/**
 * Guides and decisions lie in the order of the table of contents.
 *
 * @param root the repository
 * @param faults takes what is missing, or stands nowhere or twice
 */
export function readDocuments(root: string, contents: TableOfContents, faults: string[]): Document[] {
  const listed = contents.sections.flatMap(({ title, pages }) => pages.map((page) => ({ page, section: title })));
  const seen = new Set<string>();
  for (const { page } of listed) {
    if (seen.has(page)) faults.push(`docs/${page}.md stands in the table of contents twice`);
    seen.add(page);
  }
  for (const page of namesIn(root, 'guides'))
    if (!seen.has(page))
      faults.push(`docs/${page}.md stands in no section of packages/documentation/src/table-of-contents.ts`);
  return listed.flatMap(({ page, section }) => {
    if (!existsSync(pathOf(root, page))) {
      if (!contents.awaited.has(page)) faults.push(`docs/${page}.md is in the table of contents, and not there`);
      return [];
    }
    const document = readDocument(root, page, section, addressOf(page));
    return page === contents.decisions ? [document, ...readDecisions(root, section, document.address)] : [document];
  });
}

const pathOf = (root: string, page: string): string => join(root, 'docs', `${page}.md`);

/** `guides/limits` is `limits` on the site, since the site is called guides; a folder's README is the folder. */
export const addressOf = (page: string): string => page.replace(/^guides\//, '').replace(/\/README$/, '');

function readDocument(root: string, page: string, section: string, marked: string): Document {
  const text = readFileSync(pathOf(root, page), 'utf8');
  return { path: `docs/${page}.md`, address: addressOf(page), section, marked, text };
}

const readDecisions = (root: string, section: string, marked: string): Document[] =>
  namesIn(root, 'decisions')
    .filter((page) => /\/\d{4}-/.test(page) && basename(page) !== '0000-template')
    .map((page) => readDocument(root, page, section, marked));

function namesIn(root: string, folder: string): string[] {
  const directory = join(root, 'docs', folder);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${folder}/${name.slice(0, -'.md'.length)}`);
}
