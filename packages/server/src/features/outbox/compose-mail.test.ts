import { describe, expect, it } from 'vitest';
import { locales } from '#platform/locales.ts';
import { type ComposeSettings, composeMail } from './compose-mail.ts';
import type { Mail } from './mail.ts';

const url = 'https://app.example/accounts';
const settings: ComposeSettings = {
  publicUrl: url,
  mailFrom: 'Porter <no-reply@app.example>',
  product: { name: 'Porter’s Lodge', accent: null, logo: null, supportEmail: 'help@app.example' },
};
const token = 'kT3v9Qm2ZrXb7nLd0sWyH5cJf8aGpEuV1iOoM4xqBtR';
const to = 'person@example.com';
const queued = { id: 'mail_id-1', ageSeconds: 0 };

type Deed = Mail extends infer M ? (M extends Mail ? Omit<M, 'accountId' | 'to' | 'locale'> : never) : never;
const deeds: Deed[] = [
  { kind: 'verify_email', link: `${url}/verify-email#token=${token}`, code: '40718362' },
  { kind: 'reset_password', link: `${url}/reset-password#token=${token}` },
  { kind: 'sign_up_attempted', signInLink: `${url}/sign-in`, resetLink: `${url}/forgotten-password` },
  { kind: 'password_was_reset', at: Date.UTC(2026, 10, 21, 7, 12), resetLink: `${url}/forgotten-password` },
  {
    kind: 'new_device',
    at: Date.UTC(2026, 10, 21, 7, 12),
    deviceName: 'Firefox on Linux',
    ip: '203.0.113.7',
    devicesLink: `${url}/account/devices`,
  },
  { kind: 'password_disabled', resetLink: `${url}/forgotten-password` },
  {
    kind: 'password_was_changed',
    at: Date.UTC(2026, 10, 21, 7, 12),
    deviceName: 'Firefox on Linux',
    resetLink: `${url}/forgotten-password`,
  },
  { kind: 'confirm_new_email', link: `${url}/confirm-email#token=${token}` },
  {
    kind: 'email_is_changing',
    at: Date.UTC(2026, 10, 21, 7, 12),
    newEmail: 'n…@example.org',
    resetLink: `${url}/forgotten-password`,
  },
  {
    kind: 'email_was_changed',
    at: Date.UTC(2026, 10, 21, 7, 12),
    newEmail: 'n…@example.org',
    passwordLink: `${url}/account/password`,
  },
  { kind: 'email_change_attempted', signInLink: `${url}/sign-in` },
  { kind: 'account_was_deleted', at: Date.UTC(2026, 10, 21, 7, 12) },
  { kind: 'session_looks_shared', deviceName: 'Firefox on Linux', sessionsLink: `${url}/account/devices` },
  { kind: 'role_was_changed', at: 1_793_000_000_000, role: 'moderator', accountLink: `${url}/account` },
];
const mailOf = (deed: Deed, locale: Mail['locale'] = 'en'): Mail => ({ accountId: null, to, locale, ...deed });
const linksOf = (deed: Deed): string[] =>
  Object.entries(deed).flatMap(([name, value]) => (/link$/i.test(name) ? [String(value)] : []));
const hrefs = (html: string): string[] => [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((found) => found[1] ?? '');
const verify = deeds[0] as Deed & { kind: 'verify_email' };

describe.each(locales)('a mail in %s', (locale) => {
  it.each(deeds)('says the same as text and as HTML: $kind', (deed) => {
    const mail = composeMail(settings, mailOf(deed, locale), queued);
    for (const link of linksOf(deed)) {
      expect(mail.text).toContain(`\n${link}`);
      expect(hrefs(mail.html)).toContain(link);
    }
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).toContain('Porter’s Lodge');
    expect(mail.html).toContain(`<html lang="${locale}"`);
    expect(mail.text).toContain('help@app.example');
    expect(mail.html).toContain('mailto:help@app.example');
    expect(mail.html).toContain('prefers-color-scheme:dark');
    expect(mail.to).toBe(to);
    expect(mail.messageId).toBe('<mail_id-1@app.example>');
    expect(mail.subject + mail.text + mail.html).not.toMatch(/undefined|null|\[object|NaN/);
  });

  it('holds the code whole, so that it can be copied', () => {
    const { text, html } = composeMail(settings, mailOf(verify, locale), queued);
    expect(text).toContain('\n    40718362\n');
    expect(html.replace(/<[^>]*>/g, '')).toContain('40718362');
  });

  it('says how long link and code work, and less when it was late', () => {
    const fresh = composeMail(settings, mailOf(verify, locale), { id: 'x', ageSeconds: 59 }).text;
    expect(fresh).toMatch(/\b24 /);
    expect(fresh).toMatch(/\b10 /);
    const late = composeMail(settings, mailOf(verify, locale), { id: 'x', ageSeconds: 3 * 60 }).text;
    expect(late).toMatch(/\b23 /);
    expect(late).toMatch(/\b7 /);
  });
});

describe('a mail', () => {
  it('leaves out a code that is no longer good', () => {
    const { text, html } = composeMail(settings, mailOf(verify), { id: 'x', ageSeconds: 600 });
    expect(text).not.toContain('40718362');
    expect(html.replace(/<[^>]*>/g, '')).not.toContain('40718362');
    expect(text).toContain(token);
  });

  it.each([
    [verify, 24 * 3600],
    [deeds[1] as Deed, 3600],
    [deeds[7] as Deed, 3600],
  ])('is not sent once its link is dead: $kind', (deed, ageSeconds) => {
    expect(() => composeMail(settings, mailOf(deed), { id: 'x', ageSeconds })).toThrow('expired');
  });

  it.each([
    'https://evil.example/verify-email#token=x',
    'https://app.example/verify-email#token=x',
    'https://app.example/accounts.evil.example/x',
    'https://app.example/accounts@evil.example/x',
    'javascript:alert(1)',
  ])('M1: with a link beside PUBLIC_URL is refused: %s', (link) => {
    expect(() => composeMail(settings, mailOf({ ...verify, link }), queued)).toThrow('PUBLIC_URL');
  });

  it('M1: leads nowhere but to PUBLIC_URL and the support address', () => {
    for (const deed of deeds)
      for (const href of hrefs(composeMail(settings, mailOf(deed), queued).html))
        expect(href.startsWith(`${url}/`) || href === 'mailto:help@app.example').toBe(true);
  });

  it('J16: shows markup in names and settings as the text it is', () => {
    const evil = `<script>alert("1")</script><img src=x onerror='y'>`;
    const named = { ...settings, product: { ...settings.product, name: evil, supportEmail: `"><script>@x.example` } };
    const deed: Deed = { kind: 'session_looks_shared', deviceName: evil, sessionsLink: `${url}/account/devices` };
    const { html } = composeMail(named, mailOf(deed), queued);
    expect(html).not.toMatch(/<script|<img/i);
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });

  it('M2: makes one line of names with line breaks, and shortens endless ones', () => {
    const named = { ...settings, product: { ...settings.product, name: 'Acme\r\nBcc: b@example.com\u202e' } };
    const deviceName = `A\r\n\r\nhttps://evil.example ${'x'.repeat(500)}`;
    const mail = composeMail(
      named,
      mailOf({ kind: 'session_looks_shared', deviceName, sessionsLink: `${url}/account/devices` }),
      queued,
    );
    expect(mail.subject).not.toMatch(/[\r\n\u202e]/);
    expect(mail.text).not.toContain('\nhttps://evil.example');
    expect(hrefs(mail.html).join()).not.toContain('evil');
    expect(mail.text).not.toContain('x'.repeat(100));
  });

  it('wears the operator’s accent and logo, and leaves out a logo that mail readers cannot show', () => {
    const look = (logo: string) =>
      composeMail({ ...settings, product: { ...settings.product, accent: '#5b1fa3', logo } }, mailOf(verify), queued)
        .html;
    expect(look('https://cdn.example/logo.png')).toContain('src="https://cdn.example/logo.png"');
    expect(look('logo.png')).toContain(`src="${url}/logo.png"`);
    expect(look('https://cdn.example/logo.svg')).not.toContain('<img');
    expect(look('javascript:alert(1)')).not.toContain('<img');
    expect(look('logo.png')).toContain('#5b1fa3');
  });
});
