import type { FastifyInstance, FastifyReply } from 'fastify';
import { coloursWith } from '#platform/colours.ts';
import { type Html, html, htmlText } from '#platform/html.ts';
import type { Locale } from '#platform/locales.ts';
import { plainStyle } from './plain-style.ts';

export type PlainLook = {
  product: { name: string; accent: string | null; logo: string | null };
  publicUrl: string;
  publicPath: string;
};

export type PlainPage = {
  title: string;
  /** English where left out: pages for developers. */
  locale?: Locale;
  /** Where one is, at the right of the head. */
  place: string;
  body: Html;
  /** Same-origin script, below PUBLIC_URL. */
  script?: string;
  /** Reloads the page for those without scripts. */
  reloadSeconds?: number;
  status?: number;
  /** Pages with live data in them are never kept. */
  isStored: boolean;
  /** Shows frames of our own origin. */
  hasFrame?: boolean;
};

const stylePath = '/assets-plain.css';
const markPath = '/assets-plain-mark.svg';

/** Answers with a page that needs nothing but one style sheet; the policy lets nothing else in. */
export function sendPlainPage(reply: FastifyReply, look: PlainLook, page: PlainPage): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(look, page),
      'cache-control': page.isStored ? 'public, max-age=300' : 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
    })
    .send(htmlText(layOut(look, page)));
}

/** The style sheet and the mark of all plain pages; mounting them a second time does nothing. */
export function mountPlainAssets(server: FastifyInstance, look: PlainLook, prefix: string): void {
  if (server.hasRoute({ method: 'GET', url: prefix + stylePath })) return;
  const assets = [
    { path: stylePath, type: 'text/css; charset=utf-8', text: plainStyle(look.product.accent) },
    { path: markPath, type: 'image/svg+xml', text: markFile(look.product.accent) },
  ];
  for (const { path, type, text } of assets)
    server.get(prefix + path, { schema: { hide: true } }, (_request, reply) =>
      reply.headers({ 'content-type': type, 'cache-control': 'public, max-age=300' }).send(text),
    );
}

function policyOf(look: PlainLook, page: PlainPage): string {
  const logo = logoUrl(look);
  return [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self'${logo === null ? '' : ` ${logo.origin}`}`,
    ...(page.script === undefined ? [] : ["script-src 'self'", "connect-src 'self'"]),
    ...(page.hasFrame ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const logoUrl = ({ product, publicUrl }: PlainLook): URL | null => {
  if (product.logo === null || !URL.canParse(product.logo, `${publicUrl}/`)) return null;
  const url = new URL(product.logo, `${publicUrl}/`);
  return /^https?:$/.test(url.protocol) ? url : null;
};

function layOut(look: PlainLook, page: PlainPage): Html {
  const { product, publicPath } = look;
  return html`<!doctype html>
<html lang="${page.locale ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title} · ${product.name}</title>
<link rel="icon" type="image/svg+xml" href="${publicPath}${markPath}">
<link rel="stylesheet" href="${publicPath}${stylePath}">
${page.reloadSeconds === undefined ? null : html`<noscript><meta http-equiv="refresh" content="${page.reloadSeconds}"></noscript>\n`}${
  page.script === undefined ? null : html`<script src="${publicPath}${page.script}" defer></script>\n`
}</head>
<body>
<div class="top"><a href="${publicPath}/">${mark(look)}<span>${product.name}</span></a><span class="place small">${page.place}</span></div>
${page.body}
</body>
</html>
`;
}

const arch = 'M16 2C9.4 2 4 7.4 4 14v14a2 2 0 0 0 2 2h20a2 2 0 0 0 2-2V14C28 7.4 22.6 2 16 2Z';
const keyhole = 'M16 10a4 4 0 0 0-2 7.46V23a1 1 0 0 0 1 1h2a1 1 0 0 0 1-1v-5.54A4 4 0 0 0 16 10Z';

function mark(look: PlainLook): Html {
  const logo = logoUrl(look);
  if (logo !== null) return html`<img src="${logo.href}" alt="">`;
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="${arch}"/><path class="hole" d="${keyhole}"/></svg>`;
}

function markFile(accent: string | null): string {
  const colours = coloursWith(accent);
  return htmlText(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="${colours.accent[0]}" d="${arch}"/><path fill="${colours.onAccent[0]}" d="${keyhole}"/></svg>`,
  );
}
