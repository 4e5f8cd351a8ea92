import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const manifestName = 'backup.json';
export const databaseName = 'portress.db';
export const picturesName = 'avatars';
/** The digests of the pictures, of which there may be many: whoever looks at a manifest need not read them. */
export const picturesListName = 'avatars.json';

/** `path` is relative to the backup, with `/`. */
export const fileSchema = z.strictObject({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a backup says of itself. It is written last: where it is, everything that it names was on the disk. */
export const manifestSchema = z.object({
  format: z.literal(1),
  note: z.string(),
  /** Of Portress. */
  version: z.string(),
  /** Everything that was acknowledged before is in it. */
  taken_at: z.iso.datetime(),
  seconds: z.number(),
  why: z.enum(['command', 'schedule', 'migration']),
  /** What it was taken of; what is in it is SQLite always. */
  database: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string()),
  public_url: z.string(),
  /** Tells whether a SECRET_KEY is the one of this backup, and nothing else of it. */
  secret_fingerprint: z.string(),
  /** `files` are in it; `missing` were removed while it was taken. Other stores than `file` are not in it. */
  avatars: z.object({ store: z.enum(['file', 's3', 'cloudinary']), files: z.int(), missing: z.int() }),
  /** Rows. */
  tables: z.record(z.string(), z.int()),
  files: z.array(fileSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type BackupFile = z.infer<typeof fileSchema>;
export type BackupReason = Manifest['why'];

/** A folder that cannot be read as a backup, and why. */
export class NoBackup extends Error {
  constructor(folder: string, reason: string) {
    super(`"${folder}" is no backup that can be read: ${reason}`);
    this.name = 'NoBackup';
  }
}

/** @throws NoBackup */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestName), 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new NoBackup(folder, isAbsent ? `there is no ${manifestName} in it` : String(error));
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const what = issue === undefined ? 'is not JSON' : `has a wrong ${issue.path.join('.')}: ${issue.message}`;
    throw new NoBackup(folder, `its ${manifestName} ${what}`);
  }
}

export const bytesOf = ({ files }: Pick<Manifest, 'files'>): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
