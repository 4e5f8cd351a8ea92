import type { Timeline } from '#platform/database/migrate.ts';
import { accounts } from './0001-accounts.ts';
import { sessions } from './0002-sessions.ts';
import { mail } from './0003-mail.ts';
import { guessesAndDevices } from './0004-guesses-and-devices.ts';
import { accountSearch } from './0006-account-search.ts';

/** One timeline for the whole service; `portress migrate new NAME` adds to it. */
export const timeline: Timeline = {
  '0001-accounts': accounts,
  '0002-sessions': sessions,
  '0003-mail': mail,
  '0004-guesses-and-devices': guessesAndDevices,
  '0006-account-search': accountSearch,
};
