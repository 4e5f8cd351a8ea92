import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectShown } from './expect-shown.ts';
import { openPlace, type Place } from './open-place.ts';
import { openShell, type Shell } from './open-shell.ts';
import type { Page, Step } from './read-page.ts';

/**
 * Runs the commands of a page in their order and compares what they answer with what the page shows.
 *
 * @throws with the place in the page, where a command fails or answers something else
 */
export async function runPage(page: Page): Promise<void> {
  if (page.faults.length > 0) throw new Error(page.faults.join('\n'));
  if (!page.given) return;
  const place = await openPlace(page.given);
  const shell = openShell(place);
  try {
    for (const step of page.steps) await runStep(step, place, shell, `${page.path}:${step.line}`);
  } finally {
    await shell.close();
    await place.close();
  }
}

async function runStep(step: Step, place: Place, shell: Shell, where: string): Promise<void> {
  try {
    if (step.kind === 'file') writeFileSync(join(place.directory, step.name), place.here(step.text));
    else if (step.kind === 'stop') await shell.stopBackground();
    else if (step.kind === 'background') await shell.startInBackground(place.here(step.script), place.here(step.until));
    else {
      const answer = await shell.run(place.here(step.script), step);
      await place.settle();
      if (step.shown) expectShown(answer, { ...step.shown, text: place.here(step.shown.text) });
    }
  } catch (error) {
    // Kept as it is otherwise: the difference is in it.
    if (error instanceof Error) error.message = `${where}: ${error.message}`;
    throw error;
  }
}
