import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { coloursWith } from '#platform/colours.ts';
import { dataHeaders, pageHeaders } from './security-headers.ts';

export type DocumentationOptions = {
  prefix: string;
  isSecure: boolean;
  /** Where the built site lies. */
  directory: string;
  /** The operator's colour, `#rrggbb`, or null for the design's own. */
  accent: string | null;
};

/** Names of pages and files, folder by folder. No part of it begins with a dot, so nothing above the site can be named. */
const servedPath = /^\w[\w-]*(?:\.[\w-]+)*(?:\/\w[\w-]*(?:\.[\w-]+)*)*$/;
const hasEnding = /\.\w+$/;

/**
 * `GET /guides/` and everything below it: pages without an ending, scripts, styles and fonts, and files that operators copy.
 * The site was made of `docs/` at build time; here it is sent, and nothing else.
 */
export async function mountDocumentation(server: FastifyInstance, options: DocumentationOptions): Promise<void> {
  const { directory, isSecure } = options;
  const root = `${options.prefix}/guides/`;
  const headers = { page: pageHeaders(isSecure), data: dataHeaders(isSecure) };
  const accent = accentStyle(options.accent);
  server.get(root.slice(0, -1), { schema: { hide: true } }, (_request, reply) => reply.redirect(root));
  await server.register(async (scope) => {
    // Compressed at build time, as the web client is.
    await scope.register(staticFiles, { root: directory, serve: false, preCompressed: true, cacheControl: false });
    scope.get(`${root}accent.css`, { schema: { hide: true } }, (_request, reply) =>
      reply
        .headers({ ...headers.data, 'cache-control': 'public, max-age=300', 'content-type': 'text/css; charset=utf-8' })
        .send(accent),
    );
    scope.get<{ Params: { '*': string } }>(`${root}*`, { schema: { hide: true } }, async (request, reply) => {
      const path = request.params['*'];
      if (path.endsWith('/') && servedPath.test(path.slice(0, -1)) && (await isFile(`${path.slice(0, -1)}.html`)))
        return reply.redirect(root + path.slice(0, -1));
      const file = path === '' ? 'index.html' : hasEnding.test(path) ? path : `${path}.html`;
      if (!servedPath.test(file) || isOnlyWithin(path) || !(await isFile(file))) return sendMissing(reply);
      return reply
        .headers(headersOf(file))
        .sendFile(file, { contentType: !file.startsWith('files/') || isPicture.test(file) });
    });
  });

  const isFile = (file: string): Promise<boolean> =>
    stat(join(directory, file)).then(
      (found) => found.isFile(),
      () => false,
    );

  function headersOf(file: string): Record<string, string> {
    if (file.endsWith('.html')) return { ...headers.page, 'cache-control': 'no-cache' };
    const isNamedByContent = file.startsWith('assets/');
    return {
      ...headers.data,
      'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      // Files of settings are there to be read: as text, whatever they are called.
      ...(file.startsWith('files/') && !isPicture.test(file) && { 'content-type': 'text/plain; charset=utf-8' }),
    };
  }

  /** The page stands at any depth, so its links are whole paths; they were built for a service without a path. */
  async function sendMissing(reply: FastifyReply): Promise<FastifyReply> {
    const page = (await readFile(join(directory, '404.html'), 'utf8')).replaceAll('="/guides/', () => `="${root}`);
    return reply
      .code(404)
      .headers({ ...headers.page, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      .send(page);
  }
}

const isPicture = /\.(?:png|jpe?g|webp|svg)$/;

/** Pages are asked for without their ending; what is compressed, and the page for what is missing, are parts of other answers. */
const isOnlyWithin = (path: string): boolean => /\.(?:html|br|gz)$/.test(path) || path === '404';

/** The colours that the site leaves open. */
function accentStyle(accent: string | null): string {
  if (accent === null) return '/* The design’s own accent. */\n';
  const { accent: plain, accentHover, onAccent, accentSoft } = coloursWith(accent);
  const names = { accent: plain, 'accent-hover': accentHover, 'on-accent': onAccent, 'accent-soft': accentSoft };
  const tokens = Object.entries(names).map(
    ([name, [light, dark]]) => `  --${name}-light: ${light};\n  --${name}-dark: ${dark};\n`,
  );
  return `:root {\n${tokens.join('')}}\n`;
}
