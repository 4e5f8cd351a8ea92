import { revokeServiceKey } from '#features/service-keys/revoke-service-key.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const serviceKeysRevoke = command({
  about: `Ends the key of another service: its next call is refused on every node, and the streams that it opened end within a second.
The audit log notes it.`,
  operands: ['ID'],
  options: {},
  examples: [['service-keys revoke hDfB2q5k1y8m0PZ3sXv7Qw', 'the id is in the list of service keys']],
  run: ({ operands: [id = ''] }) =>
    withOperatorContext(async (context) => {
      const { name } = await revokeServiceKey(context, id);
      return { text: `The key of ${name} is dead.`, json: { id, name, revoked: true } };
    }),
});
