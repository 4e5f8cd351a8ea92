// An API of your own: notes, each person's for themselves. Who calls is known by a Portress access token.
import { createVerifier } from '@portress/verifier';
import { createExpressGuard } from '@portress/verifier/express';
import express, { type Request } from 'express';

type Note = { id: number; text: string };

export function createApi(settings: { issuer: string; audience: string; serviceKey: string }) {
  // One for the process. It follows what the service revokes, so it has to live as long as the API does.
  const verifier = createVerifier(settings);
  const guard = createExpressGuard(verifier);
  const notes = new Map<string, Note[]>();
  let lastId = 0;

  const api = express();
  api.disable('x-powered-by');
  api.use(express.json({ limit: '10kb' }));

  api.get('/api/notes', guard(), (request, response) => {
    response.json({ items: notes.get(personOf(request)) ?? [] });
  });

  api.post('/api/notes', guard(), (request, response) => {
    const text = readText(request.body);
    if (text === undefined) {
      response.status(422).json({ title: 'text must be 1 to 200 characters', status: 422 });
      return;
    }
    lastId += 1;
    const note = { id: lastId, text };
    const person = personOf(request);
    notes.set(person, [...(notes.get(person) ?? []), note]);
    response.status(201).json(note);
  });

  // The role stands in the token. When somebody's role changes, their tokens of before are revoked with it.
  api.get('/api/statistics', guard({ roles: ['admin'] }), (_request, response) => {
    response.json({ people: notes.size, notes: [...notes.values()].flat().length });
  });

  // `accept`: while the service cannot be heard, everybody whose token has not expired is let in, also who was signed out
  // meanwhile. Right for what harms nobody and should go on being read. Whatever changes something, or shows what is a
  // person's own, is better off with the default, which answers 503 until it knows.
  api.get('/api/opening-hours', guard({ whenStale: 'accept' }), (_request, response) => {
    response.json({ mondayToFriday: '9–17' });
  });

  return { api, verifier };
}

/** By `sub`, the account's id: an e-mail address may go to somebody else one day. */
function personOf({ auth }: Request): string {
  if (!auth) throw new Error('no guard stands in front of this route');
  return auth.sub;
}

function readText(body: unknown): string | undefined {
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
  return typeof text === 'string' && text.trim() !== '' && text.length <= 200 ? text.trim() : undefined;
}
