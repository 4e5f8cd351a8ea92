import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#platform/errors.ts';
import { sendProblem } from './problem-answers.ts';
import { pageHeaders } from './security-headers.ts';

export type WebClientOptions = {
  prefix: string;
  publicUrl: string;
  isSecure: boolean;
  /** The title until the client has drawn a page, and what a link is called where no script runs, such as in a preview. */
  productName: string;
  /** Where the built client lies; null serves the API alone. */
  directory: string | null;
  /** What the client must know before it can draw: read anew for each page, because some of it changes. */
  settings: () => Promise<unknown>;
};

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Mail scanners ask with HEAD first, and take a link for dead that does not answer it (C12). */
const pageMethods = new Set(['GET', 'HEAD']);

/** `GET /` and every path that is nobody else's: the web client, which has its own page for an unknown address. */
export async function mountWebClient(server: FastifyInstance, options: WebClientOptions): Promise<void> {
  const { prefix, directory } = options;
  const title = `<title>${escapeText(options.productName)}</title>`;
  const page = directory === null ? undefined : readPage(directory)?.replace(titleElement, () => title);
  const headers = pageHeaders(options.isSecure);
  const apiPrefixes = [
    `${prefix}/api/`,
    `${prefix}/.well-known/`,
    `${prefix}/dev/`,
    `${prefix}/docs/`,
    `${prefix}/guides/`,
  ];
  // Missing where they are switched off, not a page of the client (N9).
  const apiPaths = new Set([`${prefix}/metrics`, `${prefix}/docs`, `${prefix}/guides`]);

  const sendPage = async (reply: FastifyReply, html: string): Promise<FastifyReply> => {
    const settings = escapeText(JSON.stringify(await options.settings()));
    const head = `<base href="${escapeText(prefix)}/"><meta name="portress-settings" content="${settings}">`;
    return reply
      .headers({ ...headers, 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
      .send(html.replace(baseElement, () => head));
  };

  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const isPage =
      pageMethods.has(request.method) &&
      path.startsWith(`${prefix}/`) &&
      !apiPaths.has(path) &&
      !apiPrefixes.some((api) => path.startsWith(api));
    // A missing file is missing: the client's page in its place would be read as a script or a picture.
    if (page === undefined || !isPage || /\.\w{1,5}$/.test(path))
      return sendProblem(reply, request, refusalOf(server, request), options.publicUrl);
    return sendPage(reply, page);
  });
  if (directory === null || page === undefined) return;
  server.get(prefix === '' ? '/' : `${prefix}/`, { schema: { hide: true } }, (_request, reply) =>
    sendPage(reply, page),
  );
  if (prefix !== '') server.get(prefix, { schema: { hide: true } }, (_request, reply) => reply.redirect(`${prefix}/`));
  await server.register(staticFiles, {
    root: directory,
    prefix: `${prefix}/`,
    wildcard: false,
    index: false,
    // Compressed at build time: a stream that compresses holds memory for each client that does not read (O5), and costs
    // a stranger nothing to ask for.
    preCompressed: true,
    globIgnore: ['**/index.html', '**/*.{br,gz}'],
    cacheControl: false,
    setHeaders: (reply, file) => {
      // The names of assets hold a hash of their content; the few other files may change with the next build.
      const isHashed = file.startsWith(join(directory, 'assets'));
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    },
  });
}

/** Stands first in the head of the built page: from it the client knows where below the host it lives. */
const baseElement = /<base href="\/" ?\/?>/;
const titleElement = /<title>[^<]*<\/title>/;

const readPage = (directory: string): string | undefined => {
  const file = join(directory, 'index.html');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** 405 where the path is one of ours under another method, 404 otherwise. */
function refusalOf(server: FastifyInstance, request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0] ?? '';
  const allowed = methods.filter((method) => method !== request.method && isMounted(server, method, path));
  if (allowed.length === 0) return new Problem('not_found', { detail: 'There is nothing at this address.' });
  return new Problem('method_not_allowed', { headers: { allow: allowed.join(', ') } });
}

const isMounted = (server: FastifyInstance, method: string, path: string): boolean => {
  // An id in the path is the only parameter our routes have.
  const patterns = [path, path.replace(/\/[^/]+$/, '/:id')];
  return patterns.some((url) => server.hasRoute({ method, url }));
};
