import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { Token } from 'markdown-it';
import type { Page } from './parse-page.ts';
import { addressOf } from './read-documents.ts';

export type Site = {
  /** The repository. */
  root: string;
  pages: readonly Page[];
  /** Documents that are still being written, by their paths below `docs/`. */
  awaited: ReadonlySet<string>;
  /** Where the repository can be read, without a slash at the end; null while that is nowhere. */
  repository: string | null;
  /** Takes the files of the repository that are served with the site. */
  files: Set<string>;
  faults: string[];
};

/** From a page at `decisions/0001-…` up to the site's root: `../`. */
export const rootOf = (address: string): string => '../'.repeat(address.split('/').length - 1);

/** Turns the links of a page, which are those of the repository, into links of the site. A link that leads nowhere is a fault. */
export function resolveLinks(page: Page, site: Site): void {
  let line = 0;
  for (const token of page.tokens) {
    // Cells of a table know no line of their own: that of their row stands.
    line = token.map?.[0] ?? line;
    if (token.children) resolveInside(page, site, token.children, `${page.path}:${line + 1}`);
  }
}

function resolveInside(page: Page, site: Site, children: Token[], place: string): void {
  let isInPath = false;
  for (const token of children) {
    if (token.type === 'image') token.attrSet('src', resolvePicture(page, site, String(token.attrGet('src')), place));
    if (token.type === 'link_open') {
      const target = resolveLink(page, site, String(token.attrGet('href') ?? ''), place);
      if ('href' in target) token.attrSet('href', target.href);
      else {
        Object.assign(token, { type: 'path_open', tag: 'span', attrs: [] });
        token.attrSet('class', 'path');
        token.attrSet('title', target.title);
        isInPath = true;
      }
    }
    if (token.type === 'link_close' && isInPath) {
      Object.assign(token, { type: 'path_close', tag: 'span' });
      isInPath = false;
    }
  }
}

type Target = { href: string } | { title: string };

function resolveLink(page: Page, site: Site, link: string, place: string): Target {
  if (/^[a-z][a-z\d+.-]*:/i.test(link)) return { href: link };
  const [path = '', fragment] = link.split('#', 2);
  if (path.startsWith('/')) {
    site.faults.push(`${place} ${link}: links are relative to the file, so that they work in the repository as well`);
    return { href: link };
  }
  const target = path === '' ? page.path : posix.join(posix.dirname(page.path), decodeURI(path));
  const other = site.pages.find((one) => one.path === target || one.path === `${target.replace(/\/$/, '')}/README.md`);
  if (other !== undefined) return toPage(page, other, fragment, site, `${place} ${link}`);
  if (site.awaited.has(target.replace(/^docs\/|\.md$/g, ''))) return { title: 'This guide is still being written.' };
  return toFile(page, target, site, `${place} ${link}`);
}

function toPage(from: Page, to: Page, fragment: string | undefined, site: Site, place: string): Target {
  if (fragment !== undefined && !to.headings.some(({ slug }) => slug === decodeURIComponent(fragment)))
    site.faults.push(`${place}: ${to.path} has no heading "${fragment}"`);
  const path = from === to ? '' : rootOf(from.address) + addressOf(to.path.replace(/^docs\/|\.md$/g, ''));
  return { href: path + (fragment === undefined ? '' : `#${fragment}`) };
}

/** What operators copy is served with the site; code is named, and linked where the repository can be read. */
function toFile(page: Page, target: string, site: Site, place: string): Target {
  const file = `${site.root}/${target}`;
  if (target.startsWith('..') || !existsSync(file)) {
    site.faults.push(`${place}: there is no ${target}`);
    return { title: target };
  }
  const isServed =
    /^(?:deploy|docs)\/|^\.env\.example$/.test(target) && !target.endsWith('.md') && statSync(file).isFile();
  if (isServed) return { href: serveFile(page, target, site) };
  if (site.repository !== null) return { href: `${site.repository}/blob/main/${target.replace(/\/$/, '')}` };
  return { title: `In the repository: ${target}` };
}

function resolvePicture(page: Page, site: Site, link: string, place: string): string {
  const target = posix.join(posix.dirname(page.path), decodeURI(link));
  if (existsSync(`${site.root}/${target}`)) return serveFile(page, target, site);
  site.faults.push(`${place} ${link}: there is no ${target}; pictures lie in docs/pictures`);
  return link;
}

function serveFile(page: Page, target: string, site: Site): string {
  site.files.add(target);
  return `${rootOf(page.address)}${addressOfFile(target)}`;
}

/** `deploy/nginx/portress.conf` is `files/deploy/nginx/portress.conf`; no name begins with a dot, which servers like to hide. */
export const addressOfFile = (path: string): string => `files/${path.replace(/(^|\/)\./g, '$1')}`;
