import { endEverything } from '#features/backups/end-everything.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { CommandRefusedError } from './refusals.ts';
import { describeEnded, toEndedJson } from './restore.ts';
import type { Terminal } from './terminal.ts';

export const endEverythingCommand = command({
  about: `Ends whatever could be used to come in, but a password: every session and access token, the links in mails, open invitations and the
keys of other services, all in one step. People sign in again. "portress restore" does it by itself.

For two cases. An older state of the database was put in place by other means (a snapshot of the machine, pg_restore, a point-in-time
recovery): do it before the service is started, or what ended since is alive again. And SECRET_KEY has leaked together with a copy of
the database: set a new one alone, and do it then. Running processes notice within a second or two. On a terminal it asks first;
elsewhere --yes stands for that.`,
  operands: [],
  options: { yes: { about: 'do not ask' } },
  examples: [
    ['end-everything', 'asks first'],
    ['end-everything --yes', 'for scripts'],
  ],
  run: async ({ values }, terminal) => {
    if (values.yes !== true) await confirm(terminal);
    const ended = await withOperatorContext(
      (context) => endEverything(context, { type: 'everything_ended', details: {} }),
      { isPatient: true },
    );
    return { text: describeEnded(ended), json: { ended: toEndedJson(ended) } };
  },
});

const word = 'everything';

async function confirm(terminal: Terminal): Promise<void> {
  if (!terminal.isInteractive)
    throw new CommandRefusedError(
      'not_confirmed',
      'Nobody can be asked here. Say --yes to do it. Nothing was changed.',
    );
  const typed = await terminal.readLine(
    `This signs everybody out, and ends all keys of other services. Type "${word}": `,
  );
  if (typed.trim() !== word) throw new CommandRefusedError('not_confirmed', 'Nothing was changed.');
}
