import { expect, it } from 'vitest';
import { problems } from '#platform/errors.ts';
import { silentLog } from '#platform/log.ts';
import { developerTexts } from './developer-texts.ts';
import { createHttpServer } from './http-server.ts';
import { mountProblemPages } from './problem-pages.ts';
import { problemPageWords, problemTexts } from './problem-texts.ts';

const codes = Object.keys(problems) as (keyof typeof problems)[];
const evil = '<script>alert("1")</script>';

async function given(more: { logo?: string } = {}) {
  const config = {
    publicUrl: 'https://app.example/accounts',
    publicPath: '/accounts',
    publicOrigin: 'https://app.example',
    isSecure: true,
    isProduction: false,
    appOrigins: [],
    trustedProxies: [],
    deniedUserAgents: [],
    allowedNetworks: [],
    product: { name: evil, accent: '#5b1fa3', logo: more.logo ?? null },
  };
  const server = await createHttpServer({ config, log: silentLog });
  mountProblemPages(server, { config }, config.publicPath);
  return (url: string, headers: Record<string, string> = {}) =>
    server.inject({ method: 'GET', url: `/accounts${url}`, headers });
}
const textOf = (body: string): string =>
  body
    .replace(/<[^>]*>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&');

it('each code of the closed list has a page that explains it', async () => {
  const get = await given();
  const list = await get('/problems');
  for (const code of codes) {
    expect(list.body).toContain(`href="/accounts/problems/${code}"`);
    const page = await get(`/problems/${code}`);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const shown = textOf(page.body);
    expect(shown).toContain(`HTTP ${problems[code].status}`);
    for (const text of Object.values(problemTexts.en[code])) expect(shown).toContain(text);
    expect(shown).toContain(developerTexts[code]);
    expect(shown).toContain(`https://app.example/accounts/problems/${code}`);
  }
});

it.each(['uk', 'ru'] as const)(
  'a reader of %s has the pages in that language, and caches keep them apart',
  async (locale) => {
    const get = await given();
    const inLanguage = { 'accept-language': `${locale}-UA,${locale};q=0.9,en;q=0.5` };
    expect(textOf((await get('/problems', inLanguage)).body)).toContain(problemPageWords[locale].about);
    for (const code of codes) {
      const page = await get(`/problems/${code}`, inLanguage);
      expect([page.headers['content-language'], String(page.headers.vary)]).toEqual([
        locale,
        expect.stringContaining('Accept-Language'),
      ]);
      expect(page.body).toContain(`<html lang="${locale}">`);
      const shown = textOf(page.body);
      for (const text of Object.values(problemTexts[locale][code])) expect(shown).toContain(text);
    }
    const unknown = await get('/problems/nothing', inLanguage);
    expect([unknown.statusCode, textOf(unknown.body)]).toEqual([
      404,
      expect.stringContaining(problemPageWords[locale].unknown),
    ]);
  },
);

it('no two codes are explained by the same words', () => {
  const meanings = codes.map((code) => problemTexts.en[code].meaning);
  expect(new Set(meanings).size).toBe(meanings.length);
});

it('an unknown code is a page with 404, whatever it is called', async () => {
  const get = await given();
  for (const code of ['unknown', '__proto__', 'constructor', 'toString', encodeURIComponent(evil), 'x'.repeat(150)]) {
    const page = await get(`/problems/${code}`);
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('There is no such code');
    expect(page.body).not.toContain('<script');
  }
});

it('J16: the product’s name and logo add nothing but text, and one origin for pictures', async () => {
  const get = await given({ logo: 'https://cdn.example/logo.svg"><script>' });
  const page = await get('/problems/not_found');
  expect(page.body).not.toContain('<script');
  expect(page.body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("img-src 'self' https://cdn.example;");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|script-src/);
  expect(page.body).not.toMatch(/ style="|<style| on\w+="/);
});

it('the style sheet wears the operator’s accent', async () => {
  const get = await given();
  const style = await get('/assets-plain.css');
  expect(style.headers['content-type']).toContain('text/css');
  expect(style.body).toContain('--accent: light-dark(#5b1fa3,');
});
