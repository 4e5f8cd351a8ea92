// A worker of an application: it has the client to itself and answers what the page asks of it.
import { createPortress } from '@portress/sdk';

const told = [];
const portress = createPortress({
  baseUrl: new URL(self.location.href).searchParams.get('service'),
  onSignedIn: (where) => told.push(`in, ${where}`),
  onSignedOut: (reason) => told.push(`out, ${reason}`),
});

const deeds = {
  signIn: (proof) => portress.signIn(proof),
  find: async (times) => (await Promise.all(Array.from({ length: times }, () => portress.account.find()))).length,
  tokens: (times) => Promise.all(Array.from({ length: times }, () => portress.accessToken())),
  signOut: () => portress.signOut(),
  told: () => [portress.transport, ...told],
};

self.onmessage = async ({ data: { deed, input }, ports: [port] }) => {
  try {
    port.postMessage({ answer: await deeds[deed](input) });
  } catch (error) {
    port.postMessage({ code: error.code ?? String(error) });
  }
};
