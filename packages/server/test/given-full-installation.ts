import type { LightMyRequestResponse } from 'fastify';
import * as installedApps from '#apps/installed.ts';
import { createImport } from '#features/account-transfer/store.ts';
import { sealAuditEvents } from '#features/audit-log/seal-audit-events.ts';
import { sweepAuditEvents } from '#features/audit-log/sweep-audit-events.ts';
import { invite } from '#features/invitations/invite.ts';
import { givenPhoto } from './given-pictures.ts';
import { type GivenServiceKey, givenServiceKey } from './given-service-key.ts';
import { bearer, type TestAccount, type TestApp } from './test-app.ts';

export type GivenTokens = { access: string; refresh: string; session: string };

export type FullInstallation = {
  admin: TestAccount;
  person: TestAccount & { username: string };
  /** Signed in at this moment. */
  signedIn: GivenTokens;
  /** Signed out by itself: neither token is good for anything any more. */
  signedOut: GivenTokens;
  serviceKey: GivenServiceKey;
  /** Of the link in the mail for resetting the password. */
  resetToken: string;
  /** What the searches below have to find. */
  contact: { first_name: string; last_name: string };
};

const day = 24 * 3600;

/** @throws Error where the step was refused: what follows would prove nothing */
function done(answer: LightMyRequestResponse): LightMyRequestResponse {
  if (answer.statusCode >= 400) throw new Error(answer.body);
  return answer;
}

/** Uses everything there is, so that no table stays empty. What a person writes has signs in it that are hard to carry. */
export async function fillInstallation(app: TestApp): Promise<FullInstallation> {
  await leaveGap(app);
  const admin = await app.givenAccount({ email: 'admin@example.com', role: 'admin' });
  const person = { ...(await app.givenAccount({ email: 'olena@example.com', username: 'Olena' })), username: 'Olena' };
  const signIn = async (account: TestAccount): Promise<GivenTokens> => {
    const answer = done(await app.signIn(account)).json<Record<string, string>>();
    return { access: answer.access_token ?? '', refresh: answer.refresh_token ?? '', session: answer.session_id ?? '' };
  };
  const signedOut = await signIn(person);
  done(await app.post('/api/auth/sign-out', { refresh_token: signedOut.refresh }));
  const signedIn = await signIn(person);
  const send = async (method: 'POST' | 'PUT' | 'PATCH', url: string, payload: object, more: object = {}) =>
    done(await app.inject({ method, url, payload, headers: { ...bearer(signedIn.access), ...more } }));
  await send('PATCH', '/api/account', { first_name: 'Олена', last_name: 'Ковальчук-O’Brien', country: 'UA' });
  const picture = await givenPhoto(32, 32).png().toBuffer();
  await send('PUT', '/api/account/avatar', picture, { 'content-type': 'image/png' });
  await send('POST', '/api/account/email', { email: 'olena@example.net', password: person.password });
  await invite(app.app.context, { email: null, role: 'user', lifetimeSeconds: day, by: null });
  const serviceKey = await givenServiceKey(app, ['revocations:read', 'accounts:read']);
  await giveApps(app, admin, person);
  const contact = { first_name: 'Žofie "Tab\\t"', last_name: 'Пташка\\.' };
  const notes = 'a\tb\nc\\N \\x41 👩‍🚀 ’';
  await send('POST', '/api/contacts', { ...contact, notes }, { 'idempotency-key': 'once-1' });
  await app.database.transaction((transaction) =>
    createImport(transaction, { id: 'import', rows_read: 1, refused_bytes: 0, refused_tail: '', counts: '{}' }),
  );
  const resetToken = await askForReset(app, person);
  return { admin, person, signedIn, signedOut, serviceKey, resetToken, contact };
}

/** Failures of strangers of long ago, which went by our own rules and have left a gap in the log. */
async function leaveGap(app: TestApp): Promise<void> {
  await app.clock.wind({ seconds: -100 * day });
  await app.post('/api/auth/sign-in', { login: 'nobody@example.com', password: 'no door at all' });
  await sealAuditEvents(app.app.context);
  await app.clock.wind({ seconds: 100 * day });
  await sweepAuditEvents(app.app.context);
}

async function giveApps(app: TestApp, ...accounts: TestAccount[]): Promise<void> {
  for (const { id } of accounts)
    for (const { giveSamples } of Object.values<installedApps.InstalledApp>(installedApps))
      await giveSamples(app, { accountId: id, seed: 1 });
}

async function askForReset(app: TestApp, { email }: TestAccount): Promise<string> {
  await app.post('/api/auth/password-reset/request', { email });
  const [mail] = (await app.mails()).filter(({ to, text }) => to === email && text.includes('/reset-password#token='));
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error('no mail for resetting the password came');
  return token;
}
