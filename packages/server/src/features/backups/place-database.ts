import { dirname, join } from 'node:path';
import type { BlobPlace } from '#platform/blobs/open-blob-store.ts';
import { findOccupant, replaceSqlite } from '#platform/database/replace-sqlite.ts';

export type Placed = {
  /** Where what was there before is kept; null where there was nothing. */
  kept: string | null;
};

/** Somebody began to use the database while the backup was made ready for its place. */
export class PlaceInUse extends Error {
  constructor() {
    super('The database is in use: stop the service and every other command first. Nothing was changed.');
    this.name = 'PlaceInUse';
  }
}

type Context = { config: { databaseUrl: string; avatarStore: BlobPlace } };

/** Puts a database that is ready in its place. @throws PlaceInUse */
export async function placeDatabase({ config }: Context, ready: string): Promise<Placed> {
  if (!config.databaseUrl.startsWith('sqlite:')) throw new Error('a restore into PostgreSQL is not possible yet');
  const file = config.databaseUrl.slice('sqlite:'.length);
  const occupant = findOccupant(file);
  if (occupant.state === 'in use') throw new PlaceInUse();
  const isWorthKeeping = occupant.state === 'unreadable' || (occupant.state === 'readable' && occupant.accounts > 0);
  const kept = isWorthKeeping
    ? join(dirname(file), `before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`)
    : null;
  replaceSqlite(file, ready, kept);
  return { kept };
}
