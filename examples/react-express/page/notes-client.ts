import { type Portress, PortressUnreachable } from '@portress/sdk';

export type Note = { id: number; text: string };
export type Statistics = { people: number; notes: number };

/** Somebody is signed in, but by a session whose tokens stay in cookies. */
export class NoAccessToken extends Error {
  override readonly name = 'NoAccessToken';
}

/** The calls of our API. Each carries the access token, which the SDK keeps fresh. */
export function createNotesClient(portress: Portress) {
  const send = async (path: string, options: RequestInit) => {
    const token = await portress.accessToken().catch((error: unknown) => {
      if (error instanceof PortressUnreachable && error.reason === 'unreadable') throw new NoAccessToken();
      throw error;
    });
    return fetch(`/api/${path}`, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${token}` },
    });
  };

  const call = async <Answer>(path: string, options: RequestInit = {}): Promise<Answer> => {
    let answer = await send(path, options);
    // The token was good when it was given, so the session has been ended meanwhile, perhaps in another browser. The service
    // knows: where it is so, every <SignedOut> of the page is drawn; where it isn't, the SDK has a new token now.
    if (answer.status === 401) {
      await portress.refresh();
      answer = await send(path, options);
    }
    if (!answer.ok) throw new Error(`That did not work (${answer.status}). Please try again.`);
    return (await answer.json()) as Answer;
  };

  return {
    list: async () => (await call<{ items: Note[] }>('notes')).items,
    create: (text: string) =>
      call<Note>('notes', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      }),
    count: () => call<Statistics>('statistics'),
  };
}
