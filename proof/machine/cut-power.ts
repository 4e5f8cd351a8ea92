import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { seededRandom } from '#proof/random.ts';
import type { DiskEvent } from './disk-trace.ts';
import { findLostClaims } from './find-lost-claims.ts';
import { createForgetfulDisk, type Manner, manners } from './forgetful-disk.ts';
import { type Claim, pictureFile } from './power-load.ts';

export type Recording = {
  /** All files lie below it, and it lies on the disk from the beginning. */
  root: string;
  dataDir: string;
  secretKey: string;
  base: ReadonlyMap<string, Buffer | null>;
  events: readonly DiskEvent[];
  claims: readonly Claim[];
};

export type Cuts = {
  cuts: number;
  /** Of all cuts together: what was acknowledged before the cut and looked for after it. */
  lookedFor: number;
  /** Of cuts after which something was lost or damaged. */
  losses: { at: number; manner: Manner; lost: string[] }[];
};

/**
 * Cuts the power at many moments of a recording, half of them just when an answer begins to leave, and looks each time for
 * what had been acknowledged.
 *
 * @param places where the disk is rebuilt: a directory that is emptied
 */
export async function cutPower(
  recording: Recording,
  { cuts, seed, places }: { cuts: number; seed: number; places: string },
): Promise<Cuts> {
  const { root, dataDir, secretKey, events, claims } = recording;
  const random = seededRandom(seed);
  const disk = createForgetfulDisk(root, recording.base);
  const answers = events.flatMap(({ kind }, index) => (kind === 'answer' ? [index + 1] : []));
  const moments = Array.from({ length: cuts }, (_, index) => {
    const anywhere = Math.floor(random() * (events.length + 1));
    return index % 2 === 0 ? anywhere : (answers[Math.floor(random() * answers.length)] ?? anywhere);
  }).toSorted((one, other) => one - other);

  const claimOf = new Map(claims.map((claim) => [claim.requestId, claim]));
  const pictures = new Map(
    claims.flatMap((claim) =>
      claim.kind === 'picture' ? [[claim.file, readFileSync(pictureFile(dataDir, claim.file))] as const] : [],
    ),
  );
  const acknowledged: Claim[] = [];
  const result: Cuts = { cuts, lookedFor: 0, losses: [] };
  let at = 0;
  for (const moment of moments) {
    for (; at < moment; at += 1) {
      const event = events[at];
      if (event === undefined) break;
      disk.apply(event);
      const claim = event.kind === 'answer' ? claimOf.get(event.requestId) : undefined;
      if (claim !== undefined) acknowledged.push(claim);
    }
    const manner = manners[Math.floor(random() * manners.length)] ?? 'nothing';
    const left = disk.cut(manner, random);
    writeFiles(left, root, places);
    const lost = await findLostClaims({
      databaseFile: join(places, relative(root, join(dataDir, 'portress.db'))),
      secretKey,
      claims: acknowledged,
      hasPicture: (file) =>
        pictures.get(file)?.equals(left.get(pictureFile(dataDir, file)) ?? Buffer.alloc(0)) === true,
    });
    result.lookedFor += acknowledged.length;
    if (lost.length > 0) result.losses.push({ at: moment, manner, lost });
  }
  return result;
}

/** The disk after a cut at the very end of a recording, of which nothing survives that was not synced. */
export function cutAtEnd({ root, base, events }: Recording, places: string): void {
  const disk = createForgetfulDisk(root, base);
  for (const event of events) disk.apply(event);
  writeFiles(
    disk.cut('nothing', () => 0),
    root,
    places,
  );
}

function writeFiles(left: ReadonlyMap<string, Buffer | null>, root: string, places: string): void {
  rmSync(places, { recursive: true, force: true });
  for (const [file, bytes] of left) {
    const place = join(places, relative(root, file));
    mkdirSync(bytes === null ? place : dirname(place), { recursive: true });
    if (bytes !== null) writeFileSync(place, bytes);
  }
}

/** Every file and directory below, by path; a directory is null. */
export function readFiles(root: string): Map<string, Buffer | null> {
  const files = new Map<string, Buffer | null>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = join(root, name);
    files.set(file, statSync(file).isDirectory() ? null : readFileSync(file));
  }
  return files;
}
