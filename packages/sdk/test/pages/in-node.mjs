// What a program does: it signs in, goes on after a restart, and signs out. Prints what happened as JSON.
import { readFile, writeFile } from 'node:fs/promises';
import { contactsOf, createPortress, PortressProblem } from '@portress/sdk';

const [, , baseUrl, login, password, file] = process.argv;
const signedOut = [];
let exchanges = 0;

const refreshTokenStore = {
  load: async () => (await readFile(file, 'utf8').catch(() => '')) || null,
  save: (token) => writeFile(file, token ?? '', { mode: 0o600 }),
};

const start = () =>
  createPortress({
    baseUrl,
    refreshTokenStore,
    onSignedOut: (reason) => signedOut.push(reason),
    fetch: (address, init) => {
      if (String(address).endsWith('/api/auth/refresh')) exchanges += 1;
      return fetch(address, init);
    },
  });

const counted = async (deed) => {
  const before = exchanges;
  return { answers: await deed(), exchanges: exchanges - before };
};

async function untilExpired(accessToken) {
  const headers = { authorization: `Bearer ${accessToken}` };
  while ((await fetch(`${baseUrl}/api/account`, { headers })).ok) await new Promise((done) => setTimeout(done, 100));
}

const portress = start();
await portress.signIn({ login, password });
const contact = await contactsOf(portress).create({ first_name: 'Olena' });
await untilExpired(await portress.accessToken());
const many = await counted(async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => portress.account.find()));
  return people.filter(({ email }) => email === login).length;
});

const restarted = start();
const after = await counted(async () => (await contactsOf(restarted).find(contact.id)).first_name);
await restarted.signOut();
const refused = await restarted.account.find().catch((error) => error);

const facts = {
  version: process.version,
  transport: portress.transport,
  many,
  after,
  signedOut,
  kept: await refreshTokenStore.load(),
  refused: refused instanceof PortressProblem && refused.status,
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
