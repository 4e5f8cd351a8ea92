import { expect, it } from 'vitest';
import { describeApp } from '#test/test-app.ts';

const evil = 'evil.example';
const hostile: Record<string, string>[] = [
  { host: evil },
  { 'x-forwarded-host': evil, 'x-forwarded-proto': 'https' },
  { forwarded: `host=${evil};proto=https` },
  { 'x-original-url': `https://${evil}/`, 'x-rewrite-url': `https://${evil}/` },
];
const urls = (text: string): string[] => text.match(/https?:\/\/[^\s"<]+/g) ?? [];

describeApp('mails of the whole service', (open) => {
  it('M1: lead to the configured origin, whatever the request says about itself', async () => {
    const publicUrl = 'https://accounts.example/door';
    const app = await open({ PUBLIC_URL: publicUrl, TRUSTED_PROXIES: '127.0.0.1' });
    let number = 0;
    for (const headers of hostile) {
      number += 1;
      const email = `person${number}@example.com`;
      const signUp = await app.post('/api/auth/sign-up', { email, password: 'correct horse battery staple' }, headers);
      expect(signUp.statusCode).toBe(201);
      for (const path of ['/api/auth/verify-email/request', '/api/auth/password-reset/request'])
        expect((await app.post(path, { email }, headers)).statusCode).toBe(202);
    }
    const mails = await app.mails();
    expect(new Set(mails.map((mail) => mail.to)).size).toBe(hostile.length);
    expect(new Set(mails.map((mail) => mail.subject)).size).toBe(2);
    for (const mail of mails) {
      const links = [...urls(mail.text), ...urls(mail.html)];
      expect(links.length).toBeGreaterThan(2);
      for (const link of links) expect(link === publicUrl || link.startsWith(`${publicUrl}/`)).toBe(true);
      expect(mail.text + mail.html + mail.subject).not.toContain(evil);
    }
  });

  it('M2: go to one recipient or to none, whatever is typed as the address', async () => {
    const app = await open();
    for (const email of ['a@example.com\r\nBcc: b@example.com', 'a@example.com,b@example.com', 'A <a@example.com>'])
      for (const path of ['/api/auth/sign-up', '/api/auth/password-reset/request', '/api/auth/verify-email/request']) {
        const answer = await app.post(path, { email, password: 'correct horse battery staple' });
        expect(answer.statusCode).toBe(422);
      }
    expect(await app.mails()).toEqual([]);
  });

  it('N2: put no link, code or address into the log', async () => {
    const app = await open({ LOG_LEVEL: 'trace' });
    const email = 'canary.person@example.com';
    await app.post('/api/auth/sign-up', { email, password: 'correct horse battery staple' });
    await app.post('/api/auth/password-reset/request', { email });
    const mails = await app.mails();
    expect(mails).toHaveLength(2);
    expect(app.logged()).toContain('mail sent');
    const secrets = mails.flatMap((mail) => [
      ...(mail.text.match(/#token=\S+/g) ?? []).map((found) => found.slice('#token='.length)),
      ...(mail.text.match(/\b\d{8}\b/g) ?? []),
    ]);
    expect(secrets).toHaveLength(3);
    for (const secret of [...secrets, 'canary.person']) expect(app.logged()).not.toContain(secret);
  });
});
