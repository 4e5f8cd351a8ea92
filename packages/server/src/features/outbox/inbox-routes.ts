import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { mountPlainAssets, type PlainLook, sendPlainPage } from '#platform/http/plain-page.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { inboxSchema } from './contract.ts';
import { type InboxView, inboxPage, inboxScript, missingMail } from './inbox-pages.ts';
import { listInbox } from './list-inbox.ts';

export type InboxContext = { config: PlainLook; database: Database; secrets: Secrets };

const place = 'Development inbox';
const path = '/dev/inbox';
const hidden = { schema: { hide: true } };

/** A mail is a page of its own in a sandbox: no script, no form, no origin; its links open beside it. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src http: https: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The inbox of development. Mount it only where mails go into it: it shows live links to anybody who can reach it. */
export function mountInbox(server: FastifyInstance, context: InboxContext, prefix: string): void {
  mountPlainAssets(server, context.config, prefix);
  inboxJson(context).mount(server, prefix);
  server.get(`${prefix}${path}.js`, hidden, (_request, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' }).send(inboxScript),
  );
  server.get(prefix + path, hidden, (_request, reply) =>
    showInbox(context, reply, undefined, { layout: 'list', form: 'html' }),
  );
  server.get<{ Params: { id: string } }>(`${prefix}${path}/:id`, hidden, (request, reply) =>
    showInbox(context, reply, request.params.id, { layout: 'one', form: 'html' }),
  );
  server.get<{ Params: { id: string } }>(`${prefix}${path}/:id/text`, hidden, (request, reply) =>
    showInbox(context, reply, request.params.id, { layout: 'one', form: 'text' }),
  );
  server.get<{ Params: { id: string } }>(`${prefix}${path}/:id/html`, hidden, (request, reply) =>
    showMail(context, reply, request.params.id),
  );
}

const inboxJson = (context: InboxContext): Route =>
  route({
    method: 'GET',
    path: `${path}.json`,
    summary: 'Mails of the development inbox, newest first',
    tag: 'Service',
    guard: anyone,
    contract: { answers: { 200: inboxSchema } },
    isHidden: true,
    answer: async () => ({
      status: 200,
      body: { items: await listInbox(context) },
      headers: { 'cache-control': 'no-store' },
    }),
  });

async function showInbox(
  context: InboxContext,
  reply: FastifyReply,
  id: string | undefined,
  view: InboxView,
): Promise<FastifyReply> {
  const mails = await listInbox(context);
  const open = id === undefined ? mails[0] : mails.find((mail) => mail.id === id);
  const home = context.config.publicPath + path;
  const isMissing = id !== undefined && open === undefined;
  return sendPlainPage(reply, context.config, {
    title: open === undefined ? place : open.subject,
    place,
    body: isMissing ? missingMail(home) : inboxPage(home, mails, open, view),
    ...(isMissing ? { status: 404 } : { script: `${path}.js`, reloadSeconds: 5 }),
    isStored: false,
    hasFrame: true,
  });
}

async function showMail(context: InboxContext, reply: FastifyReply, id: string): Promise<FastifyReply> {
  const mail = (await listInbox(context)).find((one) => one.id === id);
  return reply
    .code(mail === undefined ? 404 : 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': mailPolicy,
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(mail?.html ?? '<!doctype html><title>Gone</title><p>This mail is not here.</p>');
}
