import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { silentLog } from '#platform/log.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { mountInbox } from './inbox-routes.ts';
import { openTransport } from './open-transport.ts';

const open: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function given(test: TestDatabase, { prefix = '' } = {}) {
  const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
  const config = {
    mail: 'inbox' as const,
    smtpUrl: null,
    mailFrom: 'no-reply@localhost',
    publicUrl: `http://localhost:8000${prefix}`,
    publicPath: prefix,
    publicOrigin: 'http://localhost:8000',
    isSecure: false,
    isProduction: false,
    appOrigins: null,
    trustedProxies: [],
    deniedUserAgents: [],
    allowedNetworks: [],
    product: { name: 'Porter <b>', accent: null, logo: null },
  };
  const server = await createHttpServer({ config, log: silentLog });
  mountInbox(server, { config, database: test.database, secrets }, prefix);
  open.push(server);
  const transport = openTransport({ config, database: test.database, secrets });
  const keep = (
    id: string,
    more: { to?: string; subject?: string; text?: string; html?: string } = {},
  ): Promise<string> =>
    transport.send({
      to: 'person@example.com',
      subject: `Subject ${id}`,
      text: 'token=live-token',
      html: '<p>html of it</p>',
      messageId: `<${id}@localhost>`,
      ...more,
    });
  const get = (url: string) => server.inject({ method: 'GET', url: prefix + url });
  const items = async (): Promise<{ id: string; subject: string }[]> => (await get('/dev/inbox.json')).json().items;
  return { test, server, keep, get, items };
}

describeOnEveryDatabase('the inbox of development', (opening) => {
  it('shows mails as JSON, newest first, with everything in them', async () => {
    const { keep, get, test } = await given(await opening());
    await keep('one');
    await test.clock.wind({ seconds: 1 });
    await keep('two', { to: 'other@example.com' });
    const answer = await get('/dev/inbox.json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toEqual({
      items: [
        {
          id: expect.any(String),
          to: 'other@example.com',
          subject: 'Subject two',
          text: 'token=live-token',
          html: '<p>html of it</p>',
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
        expect.objectContaining({ subject: 'Subject one' }),
      ],
    });
  });

  it('C13: keeps mails sealed', async () => {
    const { keep, test } = await given(await opening());
    await keep('one');
    const { statement } = await import('#platform/database/statement.ts');
    const rows = await test.database.read.all(
      statement<Record<never, never>, { sealed_message: Uint8Array }>('test.inbox', 'SELECT * FROM inbox_mails'),
      {},
    );
    expect(rows).toHaveLength(1);
    for (const row of rows) {
      const bytes = Buffer.from(row.sealed_message).toString('latin1');
      for (const part of ['live-token', 'person@', 'Subject']) expect(bytes).not.toContain(part);
    }
  });

  it('keeps the newest 200', async () => {
    const { keep, items, test } = await given(await opening());
    for (let index = 0; index < 203; index += 1) {
      await keep(`mail-${index}`);
      if (index < 5) await test.clock.wind({ milliseconds: 50 });
    }
    const subjects = (await items()).map((mail) => mail.subject);
    expect(subjects).toHaveLength(200);
    for (const gone of [0, 1, 2]) expect(subjects).not.toContain(`Subject mail-${gone}`);
  });

  it('keeps a mail that comes twice once', async () => {
    const { keep, items } = await given(await opening());
    await keep('one');
    await keep('one');
    expect(await items()).toHaveLength(1);
  });

  it('M2: is as strict about recipients as the mail server’s door', async () => {
    const { keep, items } = await given(await opening());
    await expect(keep('one', { to: 'a@example.com, b@example.com' })).rejects.toThrow('recipient');
    expect(await items()).toEqual([]);
  });

  it('shows list and mail as pages that run no foreign script and are never kept', async () => {
    const { keep, get, items } = await given(await opening(), { prefix: '/accounts' });
    await keep('one', { subject: '<script>alert(1)</script>"', to: `o'neil@example.com` });
    const [mail] = await items();
    for (const path of ['/dev/inbox', `/dev/inbox/${mail?.id}`, `/dev/inbox/${mail?.id}/text`]) {
      const page = await get(path);
      expect(page.statusCode).toBe(200);
      expect(page.headers['cache-control']).toBe('no-store');
      const policy = String(page.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe-inline');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(page.body).not.toContain('<script>alert');
      expect(page.body).toContain('&lt;script&gt;alert(1)');
      expect(page.body).not.toMatch(/ style="| on\w+="|<style/);
      expect(page.body).toContain('/accounts/assets-plain.css');
    }
    expect((await get(`/dev/inbox/${mail?.id}`)).body).toContain(
      `<iframe src="/accounts/dev/inbox/${mail?.id}/html" title="&lt;script&gt;`,
    );
    expect((await get(`/dev/inbox/${mail?.id}/text`)).body).toContain('token=live-token');
    for (const asset of ['/assets-plain.css', '/assets-plain-mark.svg', '/dev/inbox.js'])
      expect((await get(asset)).statusCode).toBe(200);
  });

  it('serves the mail itself in a sandbox without scripts, forms and origin', async () => {
    const { keep, get, items } = await given(await opening());
    await keep('one', { html: '<script>alert(1)</script><a href="http://localhost:8000/x">x</a>' });
    const [mail] = await items();
    const answer = await get(`/dev/inbox/${mail?.id}/html`);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toContain('href="http://localhost:8000/x"');
  });

  it('says what belongs here while it is empty, and that an unknown mail is not here', async () => {
    const { get } = await given(await opening());
    expect((await get('/dev/inbox')).body).toContain('No mail yet');
    for (const path of ['/dev/inbox/unknown', '/dev/inbox/unknown/text', '/dev/inbox/unknown/html'])
      expect((await get(path)).statusCode).toBe(404);
  });

  it('leaves out mails sealed with a secret that is gone', async () => {
    const test = await opening();
    const { keep, items } = await given(test);
    await keep('one');
    const secrets = createSecrets(['another-secret-for-tests-only-0123456789-abcde']);
    const { listInbox } = await import('./list-inbox.ts');
    expect(await listInbox({ database: test.database, secrets })).toEqual([]);
    expect(await items()).toHaveLength(1);
  });
});

describe('without mail', () => {
  it('nothing is sent and the reason is named', async () => {
    const context = { config: { mail: 'off' as const, smtpUrl: null, mailFrom: 'x@y.example' } };
    const transport = openTransport(context as Parameters<typeof openTransport>[0]);
    const message = { to: 'a@example.com', subject: 's', text: 't', html: 'h', messageId: '<a@b>' };
    await expect(transport.send(message)).rejects.toThrow('refused: MAIL=off');
  });
});
