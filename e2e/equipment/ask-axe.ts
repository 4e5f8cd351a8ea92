import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const asked = {
  everything: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  /** The rules of the same standards whose verdict hangs on colours. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

// The copy that comes with the adapter for Playwright. The adapter itself brings it to the page before every question and
// carries away all that is in order as well: three times the work.
const adapter = createRequire(fileURLToPath(import.meta.resolve('@axe-core/playwright')));
const axeSource = readFileSync(adapter.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string }[];
}

declare const axe: {
  run(where: Document, options: object): Promise<{ violations: Violation[] }>;
};

/**
 * What axe finds against the standards on the page as it stands.
 * @param about the colours alone, where the same page has been asked about everything in others
 */
export async function askAxe(page: Page, about: keyof typeof asked = 'everything'): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  if (!isThere) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (runOnly) => {
    const options = { runOnly, resultTypes: ['violations'], preload: false };
    const found = await axe.run(document, options);
    return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) }));
  }, asked[about]);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
