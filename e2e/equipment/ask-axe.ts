import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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

/** What axe finds against the standards on the page as it stands. */
export async function askAxe(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  if (!isThere) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (values) => {
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations'], preload: false };
    const found = await axe.run(document, options);
    return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) }));
  }, standards);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
