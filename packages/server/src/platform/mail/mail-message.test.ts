import { describe, expect, it } from 'vitest';
import { type MailMessage, parseMailbox, refuseUnsafeMessage } from './mail-message.ts';

const message: MailMessage = {
  to: 'person@example.com',
  subject: 'Hello',
  text: 'text',
  html: '<p>html</p>',
  messageId: '<abc_-1@example.com>',
};

describe('a message', () => {
  it('goes to one plain address', () => {
    expect(() => refuseUnsafeMessage(message)).not.toThrow();
    expect(() => refuseUnsafeMessage({ ...message, to: 'o.neil+tag@xn--e1afmkfd.example' })).not.toThrow();
  });

  it.each([
    'a@example.com, b@example.com',
    'a@example.com;b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\nBcc: b@example.com',
    'a@example.com\0',
    'a b@example.com',
    'A <a@example.com>',
    'friends:a@example.com;',
    '"a@b"@example.com',
    'a@b@example.com',
    '<a@example.com>',
    '@example.com',
    'a@',
    '',
    `${'a'.repeat(250)}@example.com`,
  ])('M2: is refused for the recipient %j', (to) => {
    expect(() => refuseUnsafeMessage({ ...message, to })).toThrow('not exactly one address');
  });

  it.each(['Hi\r\nBcc: b@example.com', 'Hi\nX: y', 'Hi\rX: y', 'Hi\0', 'Hi\u0085'])(
    'M2: is refused for the subject %j',
    (subject) => {
      expect(() => refuseUnsafeMessage({ ...message, subject })).toThrow('not one line');
    },
  );

  it('M2: is refused when its Message-ID could carry a header', () => {
    expect(() => refuseUnsafeMessage({ ...message, messageId: '<a@b>\r\nBcc: c@example.com' })).toThrow('Message-ID');
  });
});

describe('MAIL_FROM', () => {
  it.each([
    ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
    ['Portress <no-reply@example.com>', { name: 'Portress', address: 'no-reply@example.com' }],
    ['"Acme, Inc." <no-reply@example.com>', { name: 'Acme, Inc.', address: 'no-reply@example.com' }],
    ['Acme, Inc. <no-reply@example.com>', { name: 'Acme, Inc.', address: 'no-reply@example.com' }],
  ])('%s is read', (text, mailbox) => {
    expect(parseMailbox(text)).toEqual(mailbox);
  });

  it.each([
    'a@example.com, b@example.com',
    'A <a@example.com> B <b@example.com>',
    'A\r\nBcc: x@example.com <a@example.com>',
    'nobody',
  ])('M2: %j is refused', (text) => {
    expect(() => parseMailbox(text)).toThrow('one address');
  });
});
