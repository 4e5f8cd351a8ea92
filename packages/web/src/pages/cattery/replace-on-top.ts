import { etagOf } from '@portress/sdk';
import { askForRole } from './use-may.ts';
import { isProblem } from './use-refusal.ts';

/**
 * Replaces what the form was made from. Where somebody else has changed it meanwhile the form says so, and saving once
 * more goes on top of what is there now.
 */
export async function replaceOnTop<Entity extends object>(
  tag: { current: string | undefined },
  replace: (ifMatch: string | undefined) => Promise<Entity>,
  find: () => Promise<Entity>,
): Promise<Entity> {
  try {
    return await replace(tag.current);
  } catch (error) {
    if (isProblem(error, 'forbidden')) askForRole();
    if (isProblem(error, 'precondition_failed')) tag.current = etagOf(await find());
    throw error;
  }
}
