import { describe, expect, it } from 'vitest';
import { parseSmtpUrl } from './smtp-address.ts';

describe('SMTP_URL', () => {
  it('is read with its usual ports', () => {
    expect(parseSmtpUrl('smtp://mail.example')).toMatchObject({ host: 'mail.example', port: 587, isSecure: false });
    expect(parseSmtpUrl('smtps://mail.example')).toMatchObject({ port: 465, isSecure: true });
    expect(parseSmtpUrl('smtp://mail.example:25/')).toMatchObject({ port: 25 });
  });

  it('holds a user and a password with any signs in them, percent-encoded', () => {
    expect(parseSmtpUrl('smtps://me%40example.com:p%3A%2F%25@mail.example').credentials).toEqual({
      user: 'me@example.com',
      pass: 'p:/%',
    });
    expect(parseSmtpUrl('smtp://mail.example').credentials).toBeNull();
  });

  it.each([
    ['smtp://localhost', true],
    ['smtp://127.0.0.1', true],
    ['smtp://127.8.9.10', true],
    ['smtp://[::1]', true],
    ['smtp://127.0.0.1.example.com', false],
    ['smtp://localhost.example.com', false],
    ['smtp://10.0.0.1', false],
  ])('%s is on this machine: %s', (url, isLoopback) => {
    expect(parseSmtpUrl(url).isLoopback).toBe(isLoopback);
  });

  it.each([
    'smtp://:25',
    'http://mail.example',
    'nonsense',
    'smtp://mail.example?tls.rejectUnauthorized=false',
    'smtp://mail.example/path',
    'smtp://u:100%@mail.example',
  ])('%s is refused without being repeated', (url) => {
    const refusal = (): unknown => parseSmtpUrl(url);
    expect(refusal).toThrow(/^SMTP_URL/);
    expect(refusal).not.toThrow(url);
  });
});
