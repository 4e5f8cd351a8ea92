// A site of plain HTML on the origin of Portress. It has no session of its own: the browser sends Portress' cookies to it too,
// and the verifier reads them. No token ever stands in a page, and no script is needed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { createVerifier } from '@portress/verifier';
import { createFastifyGuard } from '@portress/verifier/fastify';
import { Eta } from 'eta';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';

import { signOutAt } from './sign-out-at.ts';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const signInUrl = '/sign-in?return_to=/notes';
const headers = {
  'content-type': 'text/html; charset=utf-8',
  // What is somebody's own is kept by no cache, also not for the way back after signing out.
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'",
};

/** What the verifier has to know; `serviceUrl` is where Portress is reached from here. */
type Settings = { issuer: string; audience: string; serviceUrl: string; serviceKey: string };

export function createSite(settings: Settings) {
  // It escapes what it writes: a note may hold any markup, and none of it counts.
  const eta = new Eta({ views: fileURLToPath(new URL('views', import.meta.url)), cache: true });
  const verifier = createVerifier(settings);
  const guard = createFastifyGuard(verifier, {
    // An expired access cookie is replaced by means of the refresh cookie, and the new cookies ride on the answer. A form sent
    // from another site is refused before anything else is looked at.
    cookies: { refresh: true },
    onRefused: (refusal, _request, reply) => {
      if (refusal.status === 401) return reply.redirect(signInUrl, 303);
      const view = refusal.status === 503 ? 'later' : 'refused';
      return reply.code(refusal.status).headers(headers).send(eta.render(view, {}));
    },
  });
  const notes = new Map<string, string[]>();
  // The proxy in front says from where a request comes.
  const site = fastify({ trustProxy: '127.0.0.1' });
  site.addHook('onClose', () => verifier.close());
  site.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const show = (reply: FastifyReply, view: string, data: object) => reply.headers(headers).send(eta.render(view, data));
  const showNotes = (request: FastifyRequest, reply: FastifyReply, form = { text: '', fault: '' }) => {
    const { auth } = request;
    if (!auth) return show(reply, 'welcome', { signInUrl });
    return show(reply, 'notes', { notes: notes.get(auth.sub) ?? [], ...form });
  };

  site.get('/notes', { onRequest: guard({ isOptional: true }) }, (request, reply) => showNotes(request, reply));

  site.post('/notes', { onRequest: guard() }, (request, reply) => {
    const text = readField(request.body, 'text');
    const person = request.auth?.sub;
    if (person === undefined) throw new Error('no guard stands in front of this route');
    if (text === '' || text.length > 200) {
      reply.code(422);
      return showNotes(request, reply, { text, fault: 'A note has 1 to 200 characters.' });
    }
    notes.set(person, [...(notes.get(person) ?? []), text]);
    // A page that is loaded again must not send the form again.
    return reply.redirect('/notes', 303);
  });

  site.post('/notes/sign-out', { onRequest: guard({ isOptional: true }) }, async (request, reply) => {
    const { isOut, setCookies } = await signOutAt(settings, request);
    if (!isOut) return show(reply.code(503), 'later', {});
    return reply.header('set-cookie', setCookies).redirect('/notes', 303);
  });

  site.get('/notes/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));

  return site;
}

function readField(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value.trim() : '';
}
