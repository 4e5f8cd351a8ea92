import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { countSessions } from '#features/sessions/store.ts';
import { command } from './command.ts';
import { formatInstant, nameOf, toAccountJson } from './describe-account.ts';
import { formatColumns } from './format-columns.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsShow = command({
  about: `Shows one account: what is recorded about the person, role and state, and how many sessions are live.`,
  operands: ['EMAIL'],
  options: {},
  examples: [['accounts show ada@example.com', 'show the account']],
  run: ({ operands: [email = ''] }) =>
    withOperatorContext(async ({ database, config }) => {
      const account = await findAddressedAccount(database, email);
      const idleSeconds = config.refreshIdleSeconds;
      const sessions = await countSessions(database.read, { accountId: account.id, idleSeconds });
      const verified = account.email_verified_at;
      const address = mailAddressOf(account);
      const lines: [string, string | null][] = [
        ['Id', account.id],
        ['E-mail', account.email],
        ['Mail goes to', address === account.email ? null : address],
        ['Confirmed', verified === null ? 'no' : formatInstant(verified)],
        ['Username', account.username],
        ['Name', nameOf(account) || null],
        ['Role', account.role],
        ['State', account.status],
        ['Language', account.locale],
        ['Time zone', account.time_zone],
        ['Country', account.country],
        ['Sessions', String(sessions)],
        ['Made', formatInstant(account.created_at)],
        ['Changed', formatInstant(account.updated_at)],
      ];
      return {
        text: formatColumns(
          lines.filter((line): line is [string, string] => line[1] !== null),
          '',
        ),
        json: { ...toAccountJson(account), sessions },
      };
    }),
});
