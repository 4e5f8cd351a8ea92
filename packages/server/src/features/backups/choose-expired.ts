import type { FoundBackup } from './backup-folders.ts';
import type { Manifest } from './manifest.ts';

export type Keep = { days: number; weeks: number; months: number };

type Whole = { name: string; path: string; manifest: Manifest };

const day = 24 * 3600 * 1000;
/** Taken before a migration of a server's database: the way back from the last few updates. */
const keptBeforeMigrations = 3;

/** Two of one day, week (from Monday) or month have the same name; all in UTC. */
const periods: Record<keyof Keep, (at: Date) => string> = {
  days: (at) => at.toISOString().slice(0, 10),
  weeks: (at) => new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * day).toISOString().slice(0, 10),
  months: (at) => at.toISOString().slice(0, 7),
};

/**
 * Which backups may go. Only those that the service took by itself, of this installation, and that are whole: what people took
 * stays until they remove it, and so does what cannot be read. Of each of the last so many days, weeks and months that have any the last one stays; the
 * newest stays always.
 *
 * @param found the newest first
 */
export function chooseExpired(found: readonly FoundBackup[], keep: Keep, publicUrl: string): Whole[] {
  const ours = found.filter(isWhole).filter(({ manifest }) => manifest.public_url === publicUrl);
  const scheduled = ours.filter(({ manifest }) => manifest.why === 'schedule');
  const kept = new Set<Whole>(scheduled.slice(0, 1));
  for (const [unit, periodOf] of Object.entries(periods)) {
    const seen = new Set<string>();
    for (const backup of scheduled) {
      const period = periodOf(new Date(backup.manifest.taken_at));
      if (seen.has(period)) continue;
      if (seen.size === keep[unit as keyof Keep]) break;
      seen.add(period);
      kept.add(backup);
    }
  }
  const beforeMigrations = ours.filter(({ manifest }) => manifest.why === 'migration');
  return [...scheduled.filter((one) => !kept.has(one)), ...beforeMigrations.slice(keptBeforeMigrations)];
}

const isWhole = (found: FoundBackup): found is FoundBackup & Whole => found.damage === null;
