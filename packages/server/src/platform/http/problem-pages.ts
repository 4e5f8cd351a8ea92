import type { FastifyInstance } from 'fastify';
import { type ProblemCode, problems } from '#platform/errors.ts';
import { type Html, html } from '#platform/html.ts';
import { mountPlainAssets, type PlainLook, sendPlainPage } from './plain-page.ts';
import { problemTexts } from './problem-texts.ts';

const place = 'Problem codes';
const codes = Object.keys(problems) as ProblemCode[];
const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problems, text);

/** The pages that the `type` of a problem leads to: one for each code, and a list of them all. */
export function mountProblemPages(server: FastifyInstance, context: { config: PlainLook }, prefix: string): void {
  const look = context.config;
  mountPlainAssets(server, look, prefix);
  server.get(`${prefix}/problems`, { schema: { hide: true } }, (_request, reply) =>
    sendPlainPage(reply, look, { title: place, place, body: listPage(look), isStored: true }),
  );
  server.get<{ Params: { code: string } }>(`${prefix}/problems/:code`, { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params;
    return isProblemCode(code)
      ? sendPlainPage(reply, look, { title: code, place, body: codePage(look, code), isStored: true })
      : sendPlainPage(reply, look, {
          title: 'Unknown code',
          place,
          body: unknownPage(look, code),
          isStored: false,
          status: 404,
        });
  });
}

const listPage = ({ publicPath }: PlainLook): Html => html`<main class="column">
<h1>Problem codes</h1>
<p class="lead">Every refusal of this service carries one of these codes in “code”, as RFC 9457 describes it.</p>
<ul class="codes">
${codes.map(
  (code) =>
    html`<li><a href="${publicPath}/problems/${code}"><span class="status">${problems[code].status}</span><code>${code}</code><span class="title">${problems[code].title}</span></a></li>\n`,
)}</ul>
</main>`;

function codePage({ publicUrl, publicPath }: PlainLook, code: ProblemCode): Html {
  const { status, title } = problems[code];
  const { meaning, person, developer } = problemTexts[code];
  const sample = { type: `${publicUrl}/problems/${code}`, title, status, code, detail: '…', request_id: '…' };
  return html`<main class="column">
<div>
<p class="facts"><code class="chip">${code}</code><span class="chip small">HTTP ${status}</span></p>
<h1>${title}</h1>
</div>
<p class="lead">${meaning}</p>
<section><h2>What you can do</h2><p>${person}</p></section>
<section><h2>If you write the client</h2><p>${developer}</p></section>
<pre class="sample">${JSON.stringify(sample, null, 2)}</pre>
<p class="small"><a href="${publicPath}/problems">All problem codes</a></p>
</main>`;
}

const longestCodeShown = 64;

const unknownPage = ({ publicPath }: PlainLook, code: string): Html => html`<main class="column">
<h1>There is no such code</h1>
<p class="lead"><code>${code.slice(0, longestCodeShown)}</code> is not a problem code of this service.</p>
<p><a href="${publicPath}/problems">All problem codes</a></p>
</main>`;
