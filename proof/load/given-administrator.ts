import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '#proof/installation/start-nodes.ts';
import { type Device, type People, password } from './people.ts';

/** The first administrator, made by the link that a node prints when it starts, and signed in. */
export async function givenAdministrator({ nodes }: Cluster, people: People): Promise<Device> {
  const [node] = nodes;
  if (node === undefined) throw new Error('there is no node');
  const email = 'administrator@example.com';
  const answer = await people.ask(node, 'POST', '/api/setup', { body: { token: setupToken(node), email, password } });
  const device = answer?.status === 201 ? await people.signIn(node, email) : undefined;
  if (device === undefined) throw new Error(`the setup answered ${answer?.status}`);
  return device;
}

/** As it stands in what the node has printed. */
export const setupToken = ({ dataDir }: { dataDir: string }): string =>
  /\/setup#token=([\w-]+)/.exec(readFileSync(join(dataDir, 'service.log'), 'utf8'))?.[1] ?? '';
