import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { type Inbox, linkIn } from './inbox.ts';

export interface Person {
  email: string;
  password: string;
}

export interface People {
  /** Somebody whom the service has never heard of. */
  invent(): Person;
  /** Signed up over the API, the e-mail not confirmed yet. */
  signUp(details?: object): Promise<Person>;
  /** Signed up and confirmed. */
  make(details?: object): Promise<Person>;
  /** Signs the page's browser in over the API; its cookies are there before the page is drawn. */
  signIn(page: Page, person: Person): Promise<void>;
  /** One more session of the person, on a device that says it is this one. */
  signInOn(userAgent: string, person: Person): Promise<void>;
}

/** People of a test: made over the API, where the way there is another test's business. */
export function createPeople(serviceUrl: string, inbox: Inbox): People {
  async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<void> {
    const answer = await fetch(`${serviceUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  const invent = () => ({ email: `${randomUUID().slice(0, 8)}@example.com`, password: 'three quiet porters' });

  async function signUp(details: object = {}): Promise<Person> {
    const person = invent();
    await post('api/auth/sign-up', { ...person, ...details });
    return person;
  }

  return {
    invent,
    signUp,
    make: async (details) => {
      const person = await signUp(details);
      const token = linkIn(await inbox.newestTo(person.email)).split('#token=')[1];
      await post('api/auth/verify-email', { token });
      return person;
    },
    signInOn: (userAgent, { email, password }) =>
      post('api/auth/sign-in', { login: email, password }, { 'user-agent': userAgent }),
    signIn: async (page, { email, password }) => {
      const data = { login: email, password, transport: 'cookie' };
      // As the page itself would send it: with a cookie of ours, a request has to say where it comes from.
      const headers = { origin: new URL(serviceUrl).origin };
      const answer = await page.request.post(`${serviceUrl}/api/auth/sign-in`, { data, headers });
      if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
    },
  };
}
