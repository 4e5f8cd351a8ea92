import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemCode, problems } from '#platform/errors.ts';
import { type Html, html } from '#platform/html.ts';
import { type Locale, pickLocale } from '#platform/locales.ts';
import { developerTexts } from './developer-texts.ts';
import { mountPlainAssets, type PlainLook, sendPlainPage } from './plain-page.ts';
import { problemPageWords, problemTexts } from './problem-texts.ts';

const codes = Object.keys(problems) as ProblemCode[];
const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problems, text);

/** The pages that the `type` of a problem leads to, in the reader's language: one for each code, and a list of them all. */
export function mountProblemPages(server: FastifyInstance, context: { config: PlainLook }, prefix: string): void {
  const look = context.config;
  mountPlainAssets(server, look, prefix);
  server.get(`${prefix}/problems`, { schema: { hide: true } }, (request, reply) => {
    const { locale, words } = speak(request, reply);
    const page = { title: words.codes, place: words.codes, locale, isStored: true };
    return sendPlainPage(reply, look, { ...page, body: listPage(look, locale) });
  });
  server.get<{ Params: { code: string } }>(`${prefix}/problems/:code`, { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params;
    const { locale, words } = speak(request, reply);
    if (isProblemCode(code)) {
      const page = { title: problemTexts[locale][code].title, place: words.codes, locale, isStored: true };
      return sendPlainPage(reply, look, { ...page, body: codePage(look, code, locale) });
    }
    const page = { title: words.unknownTitle, place: words.codes, locale, isStored: false, status: 404 };
    return sendPlainPage(reply, look, { ...page, body: unknownPage(look, code, locale) });
  });
}

/** The language that the reader wants most; whoever keeps the page has to know that it depends on it. */
function speak(request: FastifyRequest, reply: FastifyReply) {
  const locale = pickLocale(request.headers['accept-language'] ?? null);
  reply.header('vary', 'Accept-Language, Origin').header('content-language', locale);
  return { locale, words: problemPageWords[locale] };
}

const listPage = ({ publicPath }: PlainLook, locale: Locale): Html => html`<main class="column">
<h1>${problemPageWords[locale].codes}</h1>
<p class="lead">${problemPageWords[locale].about}</p>
<ul class="codes">
${codes.map(
  (code) =>
    html`<li><a href="${publicPath}/problems/${code}"><span class="status">${problems[code].status}</span><code>${code}</code><span class="title">${problemTexts[locale][code].title}</span></a></li>\n`,
)}</ul>
</main>`;

function codePage({ publicUrl, publicPath }: PlainLook, code: ProblemCode, locale: Locale): Html {
  const { status, title } = problems[code];
  const text = problemTexts[locale][code];
  const words = problemPageWords[locale];
  const sample = { type: `${publicUrl}/problems/${code}`, title, status, code, detail: '…', request_id: '…' };
  return html`<main class="column">
<div>
<p class="facts"><code class="chip">${code}</code><span class="chip small">HTTP ${status}</span></p>
<h1>${text.title}</h1>
</div>
<p class="lead">${text.meaning}</p>
<section><h2>${words.person}</h2><p>${text.person}</p></section>
<section><h2>${words.developer}</h2><p lang="en">${developerTexts[code]}</p></section>
<pre class="sample">${JSON.stringify(sample, null, 2)}</pre>
<p class="small"><a href="${publicPath}/problems">${words.all}</a></p>
</main>`;
}

const longestCodeShown = 64;

const unknownPage = ({ publicPath }: PlainLook, code: string, locale: Locale): Html => html`<main class="column">
<h1>${problemPageWords[locale].unknown}</h1>
<p class="lead">${problemPageWords[locale].unknownAbout} <code>${code.slice(0, longestCodeShown)}</code></p>
<p><a href="${publicPath}/problems">${problemPageWords[locale].all}</a></p>
</main>`;
