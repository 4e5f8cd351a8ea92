import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { openApp, type TestApp } from '#test/test-app.ts';

const opened: { app: TestApp; directory: string }[] = [];
afterEach(async () => {
  for (const { app, directory } of opened.splice(0)) {
    await app.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

const operating = `<!doctype html><title>Operating</title>${'words and more words '.repeat(100)}`;

/** The service with a small site as its documentation, above which lies something that is nobody's business. */
async function open(settings: Record<string, string> = {}): Promise<TestApp> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-guides-'));
  const site = join(directory, 'site');
  for (const folder of ['assets/abc', 'decisions', 'files/deploy/nginx'])
    mkdirSync(join(site, folder), { recursive: true });
  writeFileSync(join(directory, 'secret.html'), 'secret');
  writeFileSync(join(site, 'index.html'), '<title>Guides</title>');
  writeFileSync(join(site, '404.html'), '<title>Not found</title><a href="/guides/operating">/guides/ as a word</a>');
  writeFileSync(join(site, 'operating.html'), operating);
  writeFileSync(join(site, 'operating.html.br'), brotliCompressSync(operating));
  writeFileSync(join(site, 'decisions/0001-first.html'), '<title>First</title>');
  writeFileSync(join(site, 'assets/abc/site.js'), 'export {};');
  writeFileSync(join(site, 'files/deploy/nginx/portress.conf'), 'server {}');
  writeFileSync(join(site, 'files/env.example.html'), '<script>alert(1)</script>');
  const app = await openApp(await openTestDatabase('sqlite'), settings, { documentationDirectory: site });
  opened.push({ app, directory });
  return app;
}

describe('the documentation', () => {
  test('is served page by page, and a page that did not change is not sent again', async () => {
    const app = await open();
    expect((await app.get('/guides')).headers.location).toBe('/guides/');
    expect((await app.get('/guides/')).body).toBe('<title>Guides</title>');
    expect((await app.get('/guides/decisions/0001-first')).body).toBe('<title>First</title>');
    expect((await app.get('/guides/operating/')).headers.location).toBe('/guides/operating');

    const page = await app.get('/guides/operating');
    expect(page.statusCode).toBe(200);
    expect(page.body).toBe(operating);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringContaining("script-src 'self'; require-trusted-types-for 'script'"),
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    const again = await app.get('/guides/operating', { 'if-none-match': String(page.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const head = await app.inject({ method: 'HEAD', url: '/guides/operating' });
    expect([head.statusCode, head.headers.etag, head.body]).toEqual([200, page.headers.etag, '']);
    const compressed = await app.get('/guides/operating', { 'accept-encoding': 'br' });
    expect(compressed.headers).toMatchObject({ 'content-encoding': 'br', vary: expect.stringContaining('ccept-') });
    expect(brotliDecompressSync(compressed.rawPayload).toString()).toBe(operating);
  });

  test('keeps what is named by its content for ever, and shows files that operators copy as text', async () => {
    const app = await open();
    expect((await app.get('/guides/assets/abc/site.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
    });
    const file = await app.get('/guides/files/deploy/nginx/portress.conf');
    expect([file.statusCode, file.body, file.headers['content-type']]).toEqual([
      200,
      'server {}',
      'text/plain; charset=utf-8',
    ]);
  });

  test('has a page of its own for what is not there, and shows nothing beside the site and no folder', async () => {
    const app = await open();
    for (const path of [
      'nothing',
      'deep/down/nothing',
      'operating.html',
      'operating.html.br',
      '404',
      'decisions',
      'decisions/',
      'assets/abc',
      'assets/',
      'files/env.example.html',
      '../secret',
      '..%2Fsecret',
      '%2e%2e/secret',
      'decisions/..%2f..%2fsecret',
      '..%5Csecret',
      '.git/config',
      'operating%00',
      '/operating',
    ]) {
      const answer = await app.get(`/guides/${path}`);
      expect([path, answer.statusCode, answer.body.includes('secret')]).toEqual([
        path,
        expect.toSatisfy((status: number) => status === 404 || status === 400),
        false,
      ]);
    }
    const missing = await app.get('/guides/deep/down/nothing');
    expect(missing.body).toContain('<title>Not found</title>');
    expect(missing.headers['content-type']).toBe('text/html; charset=utf-8');
    // Nothing is written there, and nothing of the API is hidden by it.
    expect((await app.post('/guides/operating')).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await app.get('/healthz')).statusCode).toBe(200);
  });

  test('lives below a path as the rest does, and wears the operator’s colour', async () => {
    const app = await open({ PUBLIC_URL: 'https://app.example/accounts', PRODUCT_ACCENT: '#b3005e' });
    expect((await app.get('/guides')).headers.location).toBe('/accounts/guides/');
    expect((await app.get('/guides/operating')).headers['strict-transport-security']).toBeDefined();
    expect((await app.get('/guides/nothing')).body).toContain(
      '<a href="/accounts/guides/operating">/guides/ as a word',
    );
    const accent = await app.get('/guides/accent.css');
    expect([accent.headers['content-type'], accent.body]).toEqual([
      'text/css; charset=utf-8',
      expect.stringMatching(/--accent-light: #b3005e;\n {2}--accent-dark: #[0-9a-f]{6};/),
    ]);
    expect((await app.inject({ method: 'GET', url: '/guides/operating' })).statusCode).toBe(404);
  });

  test('N9: with DOCUMENTATION=off there is nothing at its addresses', async () => {
    const app = await open({ DOCUMENTATION: 'off' });
    for (const path of ['/guides', '/guides/', '/guides/operating', '/guides/accent.css'])
      expect([path, (await app.get(path)).json()]).toEqual([path, expect.objectContaining({ code: 'not_found' })]);
  });
});
