import { PortressProblem } from '@portress/sdk';

/** What is gone already, or used meanwhile, can't be taken back: the list read anew tells how it is. */
export async function forgiveGone(deed: Promise<void>): Promise<void> {
  try {
    await deed;
  } catch (error) {
    if (!(error instanceof PortressProblem && error.status === 404)) throw error;
  }
}
