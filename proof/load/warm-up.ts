import { randomId } from '#platform/crypto/random.ts';
import { type Door, sendRequest } from './ask.ts';
import { password } from './people.ts';

/**
 * The first sign-up of a process reads lists of passwords and starts threads that hash, which takes seconds on a machine that is busy
 * with tests. Where not one request may fail, or be late, that is over before the load begins.
 */
export async function warmUp(nodes: readonly Door[]): Promise<void> {
  const signUp = async (node: Door): Promise<void> => {
    const email = `first-${randomId().replace(/[^a-z0-9]/gi, '')}@example.com`;
    const asked = { body: { email, password }, timeoutMilliseconds: 60_000 };
    const answer = await sendRequest(node, 'POST', '/api/auth/sign-up', asked);
    if (answer?.status !== 201) throw new Error(`the first sign-up on ${node.name} was answered ${answer?.status}`);
  };
  await Promise.all(nodes.map(signUp));
}
