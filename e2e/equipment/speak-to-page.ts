import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { root } from './start-service.ts';

export const languages = ['en', 'uk', 'ru'] as const;
export type Language = (typeof languages)[number];

const assets = join(root, 'packages/web/dist/assets');

/**
 * Switches the language of the page that is open as another tab of the same person would: nothing is loaded anew.
 * @returns once the page speaks it
 */
export async function speakToPage(page: Page, language: Language, accountId: string | null): Promise<void> {
  const picked = accountId === null ? language : `${language} ${accountId}`;
  await page.evaluate(
    async ([wanted, newValue]) => {
      const key = 'portress.language';
      localStorage.setItem(key, newValue);
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
      const isSpoken = () => document.documentElement.lang === wanted;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const end = performance.now() + 5000;
      while (!isSpoken() && performance.now() < end) await frame();
      await frame();
      await document.fonts.ready;
    },
    [language, picked] as const,
  );
}

/** Who is signed in in the page's browser; asked beside the page, which notices nothing of it. */
export async function accountIdOf(page: Page): Promise<string | null> {
  if ((await page.context().cookies()).length === 0) return null;
  const answer = await page.request.get('api/account');
  return answer.ok() ? ((await answer.json()) as { id: string }).id : null;
}

/** A page that is offline can't fetch the words of another language: here they come from the build. */
export async function handOutWordsOffline(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/(?:en|uk|ru)-[^/]+\.js$/, (route) => {
    const file = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(assets, file)) });
  });
}

/** Finds text that stands on the page in another language than it should. */
export type FindForeign = (language: Language, texts: readonly string[]) => string[];

/** From the words that the built product speaks: a phrase of one language that another one doesn't have as well. */
export async function readForeignWords(): Promise<FindForeign> {
  const phrases = new Map(
    await Promise.all(languages.map(async (language) => [language, await readPhrases(language)] as const)),
  );
  const has = (language: Language, text: string) => phrases.get(language)?.some((phrase) => phrase(text)) ?? false;
  return (language, texts) =>
    texts.filter((text) => !has(language, text) && languages.some((other) => other !== language && has(other, text)));
}

type Phrase = (text: string) => boolean;

async function readPhrases(language: Language): Promise<Phrase[]> {
  for (const file of readdirSync(assets)) {
    if (!file.startsWith(`${language}-`) || !file.endsWith('.js')) continue;
    const exported = Object.values((await import(join(assets, file))) as object);
    const words = exported.find((value: unknown) => typeof value === 'object' && value !== null && 'common' in value);
    if (words) return phrasesIn(words);
  }
  throw new Error(`the build has no words of ${language}`);
}

function phrasesIn(words: object): Phrase[] {
  const whole = new Set<string>();
  const open: RegExp[] = [];
  const read = (tree: object) => {
    for (const value of Object.values(tree) as unknown[]) {
      if (typeof value === 'object' && value !== null) read(value);
      if (typeof value !== 'string') continue;
      const parts = value.split(/\{\{[^}]+\}\}/);
      if (parts.length === 1) whole.add(value);
      // One with little beside its placeholders would be found in anything.
      else if (parts.join('').replace(/[^\p{L}]/gu, '').length > 5)
        open.push(new RegExp(`^${parts.map(RegExp.escape).join('.+')}$`, 'u'));
    }
  };
  read(words);
  return [(text) => whole.has(text), (text) => open.some((pattern) => pattern.test(text))];
}
