import { type Html, html, htmlText, ownMarkup } from '#platform/html.ts';
import type { Block, MailContent, MailLook } from './mail-content.ts';
import { type MailStyle, mailStyle } from './mail-style.ts';
import { phrases } from './phrases.ts';

/** The mail as a page: tables and written-out styles, because mail readers of all ages show it; light and dark. */
export function renderMailHtml(content: MailContent, look: MailLook, to: string): string {
  const style = mailStyle(look.product.accent);
  const { light } = style;
  const preview = content.blocks.find((block) => block.kind === 'text')?.text ?? '';
  return htmlText(html`<!doctype html>
<html lang="${content.locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${content.subject}</title>
<style>${ownMarkup(style.sheet)}</style>
</head>
<body class="page" style="${light.page}">
<div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="${light.page}"><tr><td class="outer" align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px;text-align:left">
<tr><td style="padding:0 4px 20px">${brand(look, style)}</td></tr>
<tr><td class="card" style="${light.card}">
<h1 class="heading" style="${light.heading}">${content.heading}</h1>
${content.blocks.map((block) => blockHtml(block, style, phrases[content.locale].withoutButton))}
${content.notYou === null ? null : html`<p class="note" style="${light.note}">${content.notYou}</p>`}
</td></tr>
<tr><td style="padding:20px 4px 0">${footer(content, look, to, style)}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`);
}

function brand({ product, publicUrl }: MailLook, { light }: MailStyle): Html {
  const logo = product.logo === null ? null : logoUrl(product.logo, publicUrl);
  const mark =
    logo === null
      ? html`<td><div class="mark" style="${light.mark}">&nbsp;</div></td>`
      : html`<td><img src="${logo}" alt="" height="24" style="display:block;height:24px;border:0"></td>`;
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>${mark}<td class="name" style="${light.name};padding-left:10px">${product.name}</td></tr></table>`;
}

/** Mail readers don't show SVG: without a picture they can show, our own mark stands. */
function logoUrl(logo: string, publicUrl: string): string | null {
  if (!URL.canParse(logo, `${publicUrl}/`)) return null;
  const url = new URL(logo, `${publicUrl}/`);
  return /^https?:$/.test(url.protocol) && !/\.svgz?$/i.test(url.pathname) ? url.href : null;
}

function blockHtml(block: Block, { light }: MailStyle, withoutButton: string): Html {
  if (block.kind === 'text') return html`<p class="text" style="${light.text}">${block.text}</p>\n`;
  if (block.kind === 'link')
    return html`<p class="text" style="${light.text}">${block.text} <a class="link" href="${block.link}" target="_blank" rel="noreferrer" style="${light.link}">${block.label}</a></p>\n`;
  if (block.kind === 'code')
    return html`<p class="text" style="${light.text};margin-bottom:8px;padding-top:8px">${block.text}</p>
<div class="code" style="${light.code}">${codeHtml(block.code)}</div>
<p class="small" style="${light.small};padding-top:8px;padding-bottom:16px">${block.works}</p>\n`;
  return html`<div style="padding:8px 0 24px"><a class="button wide" href="${block.link}" target="_blank" rel="noreferrer" style="${light.button}">${block.label}</a></div>
${block.works === null ? null : html`<p class="small" style="${light.small}">${block.works}</p>\n`}<p class="small" style="${light.small};padding-bottom:24px">${withoutButton}<br><a class="address" href="${block.link}" target="_blank" rel="noreferrer" style="${light.address}">${block.link}</a></p>\n`;
}

/** In two groups for the eye; what is copied has no space in it. */
function codeHtml(code: string): Html {
  const half = Math.ceil(code.length / 2);
  return html`${code.slice(0, half)}<span style="padding-left:14px">${code.slice(half)}</span>`;
}

function footer(content: MailContent, { product, publicUrl }: MailLook, to: string, { light }: MailStyle): Html {
  const words = phrases[content.locale];
  const support =
    product.supportEmail === null
      ? null
      : html`<br>${words.support} <a class="link" href="mailto:${product.supportEmail}" style="${light.link}">${product.supportEmail}</a>`;
  return html`<p class="small" style="${light.small}">${words.sentTo(product.name, to)}${support}<br><a class="link" href="${publicUrl}/" target="_blank" rel="noreferrer" style="${light.link}">${new URL(publicUrl).host}</a></p>`;
}
