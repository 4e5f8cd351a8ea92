import { inspectEmbedded, isInUse, markEmbedded, openEmbedded } from './embedded.ts';
import { PromotionRefused } from './refusal.ts';

/** Where the installation had been promoted to, and when (milliseconds). */
export type UndonePromotion = { target: string; promotedAt: number };

/**
 * Lets the embedded database serve again, as it was at the promotion. Nothing is brought back from PostgreSQL, and nothing is
 * changed there.
 *
 * @throws PromotionRefused where it was not promoted, or somebody has the file open
 */
export async function undoPromotion(file: string): Promise<UndonePromotion> {
  const embedded = openEmbedded(file);
  try {
    const { faults, whereabouts } = await inspectEmbedded(embedded);
    if (!embedded.isHeld) faults.push(isInUse(file));
    if (whereabouts?.state === 'here') faults.push('This installation was not promoted: there is nothing to undo.');
    if (faults.length > 0 || whereabouts === undefined) throw new PromotionRefused(faults);
    markEmbedded(embedded.connection, { ...whereabouts, state: 'here', counterpart: null, changed_at: null });
    return { target: whereabouts.counterpart ?? '', promotedAt: whereabouts.changed_at ?? 0 };
  } finally {
    embedded.connection.close();
  }
}
