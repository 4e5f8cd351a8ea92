import { expect, test } from 'vitest';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { parseLocale, parsePersonalName, parseTimeZone } from '#features/accounts/parse-person.ts';
import { parseUsername } from '#features/accounts/parse-username.ts';
import { deviceNameOf } from '#features/sessions/device-name.ts';
import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { readCookie } from '#platform/http/cookies.ts';
import { openCursor } from '#platform/http/cursor.ts';
import { createOriginRule } from '#platform/http/origins.ts';
import { networkOf } from '#platform/http/request-facts.ts';
import { findLocale } from '#platform/locales.ts';
import { parseMailbox } from '#platform/mail/mail-message.ts';
import { bearer, testSecret } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { givenSession } from './given-session.ts';
import { fieldTitle, textFieldsOf, valuesWith } from './route-calls.ts';
import { longestMilliseconds, timeIt } from './time-it.ts';

const size = 100_000;
const fill = (part: string, end = ''): string => part.repeat(Math.ceil(size / part.length)).slice(0, size) + end;

/** What makes a pattern go back, a normalization grow, a table of rules be walked, or a split have many parts. */
const adversarial: Readonly<Record<string, string>> = {
  'one letter': fill('a'),
  'one letter, then what does not fit': fill('a', '!'),
  spaces: fill(' ', 'x'),
  'spaces between': fill('a '),
  tabs: `x${fill('\t', 'x')}`,
  dots: fill('.', '@'),
  labels: `a@${fill('a.')}`,
  'open labels': `a@${fill('a.', '-')}`,
  'local parts': fill('a.', '@'),
  ats: fill('a@'),
  hyphens: fill('a-', '!'),
  'tags of a language': `en${fill('-abcdefgh', '!')}`,
  zones: fill('A/', '!'),
  'combining marks': `a${fill('\u0301')}`,
  'marks out of order': fill('a\u0323\u0301\u0345'),
  'what grows in NFKC': fill('\ufdfa'),
  'what grows in NFC': fill('\u0958'),
  'wide letters': fill('\uff41', '@'),
  surrogates: fill('\ud83d\ude00'),
  'half surrogates': fill('\ud83d'),
  joiners: fill('\u200d\u0915\u094d'),
  'right to left': fill('\u05d0\u0661'),
  digits: fill('9', 'e9'),
  Punycode: `a@${fill('xn--')}.com`,
  brackets: fill('[', ']'),
  quotes: fill('"\\'),
  semicolons: fill('a=b; '),
  'equal signs': fill('='),
  commas: fill('en;q=0.5,'),
  base64url: fill('AAAA'),
  slashes: fill('/', '..'),
  percents: fill('%41', '%'),
  colons: fill('1:', ':'),
  'user agents': fill('Mozilla/5.0 (', ')'),
  versions: fill('Chrome/1.1.1.1 Safari/'),
  zeros: fill('\u0000'),
};

async function expectQuick(what: string, validate: (text: string) => unknown): Promise<void> {
  for (const [kind, text] of Object.entries(adversarial)) {
    const milliseconds = await timeIt(() => validate(text));
    expect([what, kind, milliseconds < longestMilliseconds ? 0 : milliseconds]).toEqual([what, kind, 0]);
  }
}

describeHttp('100 kB of hostile text', (open) => {
  test('J15: in every text of every contract is judged in a moment', { timeout: 120_000 }, async () => {
    const app = await open();
    const fields = textFieldsOf(app);
    expect(fields.length).toBeGreaterThan(20);
    for (const field of fields) {
      const contract = field.route.contract[field.place];
      await expectQuick(fieldTitle(field), (text) => contract?.safeParse(valuesWith(field, text)[field.place]));
      // As the name of a field nobody knows, and as one item of a list.
      await expectQuick(`${fieldTitle(field)} as a name`, (text) => contract?.safeParse({ [text]: 'x' }));
    }
  });

  test('J15: in whatever else of a request is read is judged in a moment', async () => {
    const secrets = createSecrets([testSecret]);
    const origins = { isProduction: true, publicOrigin: 'https://id.example', appOrigins: ['https://shop.example'] };
    const isAllowedOrigin = createOriginRule(origins);
    const validators: Record<string, (text: string) => unknown> = {
      'an address': parseEmail,
      'a username': parseUsername,
      'a name': parsePersonalName,
      'a language': parseLocale,
      'a time zone': parseTimeZone,
      'a refresh token': (text) => parseRefreshToken(secrets, text),
      'a cursor': (text) => openCursor(secrets, 'sessions:x', text),
      'a cookie': (text) => readCookie(text, 'refresh_token'),
      'an Origin': isAllowedOrigin,
      'a forwarded address': networkOf,
      'Accept-Language': findLocale,
      'a mailbox of the settings': parseMailbox,
      // The User-Agent is cut to 512 characters before anybody reads it.
      'a User-Agent': (text) => deviceNameOf(text.slice(0, 512)),
    };
    for (const [what, validate] of Object.entries(validators)) await expectQuick(what, validate);
  });

  test('J15: in a header or an address, as long as one may be, is answered in a moment', async () => {
    const app = await open();
    const { accessToken, cookies } = await givenSession(app);
    const names = [
      'authorization',
      'cookie',
      'origin',
      'accept-language',
      'user-agent',
      'x-forwarded-for',
      'content-type',
    ];
    for (const [kind, whole] of Object.entries(adversarial)) {
      const text = whole.slice(0, 15_000).replace(/[^\t\x20-\x7e\x80-\xff]/g, 'x');
      for (const name of names) {
        const sent =
          name === 'authorization' ? bearer(text) : { ...bearer(accessToken), cookie: cookies, [name]: text };
        const ask = () => app.get('/api/account', sent);
        expect([kind, name, (await ask()).statusCode < 500]).toEqual([kind, name, true]);
        expect([kind, name, (await timeIt(ask)) < longestMilliseconds]).toEqual([kind, name, true]);
      }
      const path = `/api/account/sessions?cursor=${encodeURIComponent(text.slice(0, 5000))}`;
      const list = () => app.get(path, bearer(accessToken));
      expect((await list()).statusCode).toBeGreaterThanOrEqual(400);
      expect([kind, (await timeIt(list)) < longestMilliseconds]).toEqual([kind, true]);
    }
  });
});
