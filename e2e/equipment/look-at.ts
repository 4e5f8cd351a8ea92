import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { askAxe } from './ask-axe.ts';
import { desk, phone, putOnScreen, type Screen, takePicture, wide } from './screens.ts';
import {
  accountIdOf,
  type FindForeign,
  handOutWordsOffline,
  type Language,
  languages,
  readForeignWords,
  speakToPage,
} from './speak-to-page.ts';
import { surveyPage } from './survey.ts';

/** `E2E_SHOTS=folder` keeps a picture of everything that is looked at. */
const shots = process.env.E2E_SHOTS;
const screens = [desk, wide, phone];
const colorSchemes = ['light', 'dark'] as const;
/**
 * Words stand in the same places in the dark, so there one language does; and what has room on the desk has it on twice its
 * width, in every language and in the dark. A folder of pictures has them all.
 */
const isLookedAt = (screen: Screen, colorScheme: string, language: string) =>
  shots ||
  (screen === wide ? colorScheme === 'light' && language === 'en' : colorScheme === 'light' || language === 'en');

/** Colours and roles are the same in every language, and colours on every screen. */
const isForAxe = (screen: Screen, colorScheme: string) =>
  screen === desk || (screen === phone && colorScheme === 'light');

/** Looks at a page that speaks no language of ours in particular, as it stands: on each screen, in light and dark. */
export async function lookAt(page: Page, name: string): Promise<void> {
  expect(await look(page, name)).toEqual([]);
}

let findForeign: Promise<FindForeign> | undefined;

/** The same in every language, switched under the page: nothing of the language before may stay on it. */
export async function lookInEveryLanguage(page: Page, name: string): Promise<void> {
  expect(await faultsInEveryLanguage(page, name)).toEqual([]);
}

export async function faultsInEveryLanguage(page: Page, name: string): Promise<string[]> {
  findForeign ??= readForeignWords();
  const isForeign = await findForeign;
  const accountId = await accountIdOf(page);
  if (!(await page.evaluate(() => navigator.onLine))) await handOutWordsOffline(page.context());
  const faults: string[] = [];
  for (const language of languages) {
    await speakToPage(page, language, accountId);
    faults.push(...(await look(page, `${name}-${language}`, { language, isForeign })));
  }
  return faults;
}

interface Speech {
  language: Language;
  isForeign: FindForeign;
}

async function look(page: Page, name: string, speech?: Speech): Promise<string[]> {
  await page.locator('h1').first().waitFor();
  const session = await page.context().newCDPSession(page);
  const faults: string[] = [];
  const language = speech?.language ?? 'en';
  for (const screen of screens) {
    for (const colorScheme of colorSchemes) {
      if (!isLookedAt(screen, colorScheme, language)) continue;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // After the colours: the finger is forgotten with each change of them.
      await putOnScreen(session, screen);
      const found = await surveyPage(page);
      const told = [...found.faults];
      if (speech && found.lang !== speech.language) told.push(`speaks ${found.lang}`);
      if (speech) told.push(...speech.isForeign(speech.language, found.texts).map((text) => `not translated: ${text}`));
      if (language === 'en' && isForAxe(screen, colorScheme))
        told.push(...(await askAxe(page, colorScheme === 'dark' ? 'colours' : 'everything')));
      const state = `${name}-${screen.width}-${colorScheme}`;
      faults.push(...told.map((fault) => `${state}: ${fault}`));
      if (shots) {
        await mkdir(shots, { recursive: true });
        await writeFile(join(shots, `${state}.png`), await takePicture(session));
      }
    }
  }
  await session.detach();
  return faults;
}
