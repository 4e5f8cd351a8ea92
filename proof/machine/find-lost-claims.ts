import { parse } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyAuditLog } from '#features/audit-log/verify-audit-log.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { messageOf, reasonOf } from '#platform/message-of.ts';
import type { Claim } from './power-load.ts';

export type Look = {
  /** As after the cut. */
  databaseFile: string;
  secretKey: string;
  claims: readonly Claim[];
  /** Whether a picture lies there whole. */
  hasPicture(file: string): boolean;
};

/**
 * Opens what a power cut has left as a start of the service does, migrations included, and looks for everything that was
 * acknowledged.
 *
 * @returns a sentence for each thing that is lost or damaged; none is good
 */
export async function findLostClaims({ databaseFile, secretKey, claims, hasPicture }: Look): Promise<string[]> {
  try {
    const { database } = await openDatabase({
      url: `sqlite:${databaseFile}`,
      clock: systemClock,
      log: silentLog,
      migrations,
      checkpoints: false,
    });
    try {
      const { faults } = await verifyAuditLog({ database, secrets: createSecrets([secretKey]) });
      const told = faults.map(({ kind, first, last }) => `audit log: ${kind} ${first}–${last}`);
      return [...told, ...lookAtRows(databaseFile, claims, hasPicture)];
    } finally {
      await database.close();
    }
  } catch (error) {
    return [`the database cannot be used: ${messageOf(error)}: ${reasonOf(error)}`];
  }
}

function lookAtRows(file: string, claims: readonly Claim[], hasPicture: Look['hasPicture']): string[] {
  const raw = new DatabaseSync(file, { readOnly: true });
  try {
    const all = (sql: string) => raw.prepare(sql).all();
    const sessions = new Map(all('SELECT id, generation, ended_at FROM sessions').map((row) => [row.id, row]));
    const accounts = new Map(all('SELECT id, epoch, avatar_key FROM accounts').map((row) => [row.id, row]));
    const emails = new Set(all('SELECT email_canonical FROM accounts').map((row) => row.email_canonical));
    const revoked = new Set(all('SELECT subject_id FROM revocations').map((row) => row.subject_id));
    const recorded = new Set(
      all("SELECT session_id FROM audit_events WHERE type = 'session_revoked'").map((row) => row.session_id),
    );
    const isKept = (claim: Claim): boolean => {
      switch (claim.kind) {
        case 'sign_up':
          return emails.has(claim.email);
        case 'refresh':
          return Number(sessions.get(claim.session)?.generation) >= claim.generation;
        case 'sign_out': {
          const isEnded = sessions.get(claim.session)?.ended_at !== null;
          return isEnded && revoked.has(claim.session) && recorded.has(claim.session);
        }
        case 'sign_out_everywhere':
          return Number(accounts.get(claim.account)?.epoch) >= claim.epoch && revoked.has(claim.account);
        case 'picture':
          return accounts.get(claim.account)?.avatar_key === parse(claim.file).name && hasPicture(claim.file);
      }
    };
    const damages = all('PRAGMA integrity_check(3)').map((row) => String(row.integrity_check));
    const orphans = all('PRAGMA foreign_key_check').length;
    return [
      ...damages.filter((damage) => damage !== 'ok').map((damage) => `the file is damaged: ${damage}`),
      ...(orphans > 0 ? [`${orphans} rows belong to nothing`] : []),
      ...claims
        .filter((claim) => !isKept(claim))
        .map((claim) => `lost: ${JSON.stringify({ ...claim, requestId: undefined })}`),
    ];
  } finally {
    raw.close();
  }
}
