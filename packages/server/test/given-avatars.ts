import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import { sweepAvatarFiles } from '#features/avatars/sweep-avatar-files.ts';
import { statement } from '#platform/database/statement.ts';
import { type GivenSession, givenSession } from './cases/given-session.ts';
import { givenPhoto } from './given-pictures.ts';
import { bearer, type OpenApp, type TestAccount, type TestApp } from './test-app.ts';

export type Answer = LightMyRequestResponse;

/** The service with a data directory of its own, removed by `endAvatars`. */
export type AvatarApp = TestApp & {
  /** Names of the files that lie in the store. */
  files(): string[];
  /** What the housekeeping would do soon, now. */
  sweep(): Promise<number>;
  /** What is noted of files. */
  notes(): Promise<{ key: string; account_id: string | null; remove_at: number | null; tries: number }[]>;
};

const listNotes = statement<Record<never, never>, Awaited<ReturnType<AvatarApp['notes']>>[number]>(
  'test.avatar_files',
  'SELECT key, account_id, remove_at, tries FROM avatar_files ORDER BY created_at, key',
);

const directories: string[] = [];

export async function openAvatars(open: OpenApp, settings: Record<string, string> = {}): Promise<AvatarApp> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-avatars-'));
  directories.push(directory);
  const app = await open({ DATA_DIR: directory, ...settings });
  return {
    ...app,
    files: () => {
      try {
        return readdirSync(join(directory, 'avatars'));
      } catch {
        return [];
      }
    },
    sweep: async () => {
      // The one that runs beside it may hold files that it is just removing.
      await app.app.context.avatarSweep.stop();
      return sweepAvatarFiles(app.app.context);
    },
    notes: () => app.database.read.all(listNotes, {}),
  };
}

export function endAvatars(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export const signInFor = (app: TestApp, account?: TestAccount): Promise<GivenSession> =>
  givenSession(app, account === undefined ? {} : { account });

export const photo = (colour = '#c00'): Promise<Buffer> =>
  givenPhoto(300, 200).flatten().tint(colour).jpeg().toBuffer();

export const putAvatar = (
  app: TestApp,
  accessToken: string,
  payload: Buffer,
  headers: Record<string, string> = { 'content-type': 'image/jpeg' },
): Promise<Answer> =>
  app.inject({ method: 'PUT', url: '/api/account/avatar', payload, headers: { ...bearer(accessToken), ...headers } });

export const deleteAvatar = (app: TestApp, accessToken: string): Promise<Answer> =>
  app.inject({ method: 'DELETE', url: '/api/account/avatar', headers: bearer(accessToken) });

/** Of an answer that is an account: the path of its picture. */
export const pathOf = (answer: Answer): string => new URL(answer.json<{ avatar_url: string }>().avatar_url).pathname;

export const fileOf = (answer: Answer): string => pathOf(answer).replace('/avatars/', '');
