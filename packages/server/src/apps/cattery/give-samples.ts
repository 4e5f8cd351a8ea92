import { parseEmail } from '#features/accounts/parse-email.ts';
import { digest, randomId } from '#platform/crypto/random.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { createCatRow } from './cat-store.ts';
import { createMissingOwner } from './owner-store.ts';
import { sampleOwners } from './sample-owners.ts';
import { toCatRow, toOwnerRow } from './written-rows.ts';

const oldestAge = 18;

/**
 * Six owners and ten cats. The cattery is shared, so they are made once for all, whoever asks and by whatever seed: an owner
 * whose address is there already stays as they are, with the cats that they have. The seed says how old the cats are and which
 * are vaccinated.
 *
 * @returns how many were made
 */
export const giveSamples = (
  { database }: { database: Database },
  { seed }: { seed: number },
): Promise<{ owners: number; cats: number }> =>
  database.transaction(async (transaction) => {
    const made = { owners: 0, cats: 0 };
    for (const sample of sampleOwners) {
      const cats = await createSample(transaction, sample, seed);
      if (cats === undefined) continue;
      made.owners += 1;
      made.cats += cats;
    }
    return made;
  });

/** Cats come with an owner who is new, never to one who was there: so none is made twice. */
async function createSample(
  transaction: Transaction,
  { email: address, name, cats }: (typeof sampleOwners)[number],
  seed: number,
): Promise<number | undefined> {
  const email = parseEmail(address);
  if (email === undefined) throw new Error(`${address} is no address`);
  const owner = await createMissingOwner(transaction, toOwnerRow(randomId(), { email, name }));
  if (owner === undefined) return undefined;
  for (const cat of cats)
    await createCatRow(
      transaction,
      toCatRow(randomId(), { ...cat, ...drawnFor(cat.nickname, seed), owner_id: owner.id }),
    );
  return cats.length;
}

/** The same for the same seed and cat. */
function drawnFor(nickname: string, seed: number): { age: number; vaccinated: boolean } {
  const drawn = digest(`${seed}:${nickname}`);
  return { age: drawn.readUInt32BE(0) % (oldestAge + 1), vaccinated: drawn.readUInt32BE(4) % 2 === 0 };
}
