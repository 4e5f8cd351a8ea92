import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type File = { path: string; content: string | Uint8Array };

const here = fileURLToPath(new URL('.', import.meta.url));
const web = fileURLToPath(new URL('../../web', import.meta.url));
const styles = ['page.css', 'sidebar.css', 'text.css', 'code.css', 'search.css', 'home.css', 'print.css'];

/**
 * Scripts, styles, fonts and the search index in a folder that is named by what is in it, so that browsers may keep them for ever.
 * Colours, fonts, the mark and the remembered theme are the web client's own.
 *
 * @returns the folder, and its files
 */
export function collectAssets(searchIndex: string): { folder: string; files: File[] } {
  const fonts: File[] = [];
  const files = [
    { path: 'site.css', content: joinStyles(fonts) },
    { path: 'theme.js', content: readFileSync(join(web, 'public/theme.js'), 'utf8') },
    { path: 'mark.svg', content: readFileSync(join(web, 'public/mark.svg'), 'utf8') },
    { path: 'minisearch.js', content: readMinisearch() },
    { path: 'search-index.json', content: searchIndex },
    ...stripScripts(),
    ...fonts,
  ];
  const hash = createHash('sha256');
  for (const { path, content } of files) hash.update(`${path}\0${content.length}\0`).update(content);
  const folder = `assets/${hash.digest('base64url').slice(0, 10)}`;
  return { folder, files: files.map(({ path, content }) => ({ path: `${folder}/${path}`, content })) };
}

function joinStyles(fonts: File[]): string {
  const require = createRequire(join(web, 'package.json'));
  const faces = readFileSync(join(web, 'src/styles/fonts.css'), 'utf8').replace(
    /url\('([^']+)'\)/g,
    (_whole, font: string) => {
      const path = font.slice(font.lastIndexOf('/') + 1);
      fonts.push({ path, content: readFileSync(require.resolve(font)) });
      return `url('${path}')`;
    },
  );
  const tokens = readFileSync(join(web, 'src/styles/tokens.css'), 'utf8');
  const own = styles.map((name) => readFileSync(join(here, 'styles', name), 'utf8'));
  return [faces, tokens, ...own].join('\n');
}

/** Each as it is, without its types: browsers load modules by themselves, and six small ones need no bundler. */
function stripScripts(): File[] {
  const names = readdirSync(join(here, 'client')).filter((name) => name.endsWith('.ts'));
  const sources = [...names.map((name) => `client/${name}`), 'search-options.ts'];
  return sources.map((source) => {
    const script = stripTypeScriptTypes(readFileSync(join(here, source), 'utf8'), { mode: 'strip' });
    const path = source.replace('client/', '').replace(/\.ts$/, '.js');
    return { path, content: script.replace(importedFile, (_whole, before, name) => `${before}'./${name}.js'`) };
  });
}

const importedFile = /(from |import\()'(?:\.\.?\/)?([\w-]+)(?:\.ts)?'/g;

/** The library as it is published, without the comment that names a file we do not serve. */
function readMinisearch(): string {
  const source = readFileSync(fileURLToPath(import.meta.resolve('minisearch')), 'utf8');
  return source.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}
