import type { Timeline } from '#platform/database/migrate.ts';
import { accounts } from './0001-accounts.ts';
import { sessions } from './0002-sessions.ts';
import { mail } from './0003-mail.ts';
import { guessesAndDevices } from './0004-guesses-and-devices.ts';
import { emailChanges } from './0005-email-changes.ts';
import { accountSearch } from './0006-account-search.ts';
import { avatars } from './0007-avatars.ts';
import { invitations } from './0008-invitations.ts';
import { auditChain } from './0009-audit-chain.ts';
import { imports } from './0010-imports.ts';

/** One timeline for the whole service; `portress migrate new NAME` adds to it. */
export const timeline: Timeline = {
  '0001-accounts': accounts,
  '0002-sessions': sessions,
  '0003-mail': mail,
  '0004-guesses-and-devices': guessesAndDevices,
  '0005-email-changes': emailChanges,
  '0006-account-search': accountSearch,
  '0007-avatars': avatars,
  '0008-invitations': invitations,
  '0009-audit-chain': auditChain,
  '0010-imports': imports,
};
