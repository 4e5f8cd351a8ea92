import { describe, expect, it } from 'vitest';
import { deviceNameOf } from './device-name.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';

describe('the name of a device', () => {
  it.each([
    [firefox, 'Firefox on Linux'],
    [safari, 'Safari on iOS'],
    [edge, 'Microsoft Edge on Windows'],
    ['curl/8.5.0', 'curl'],
    ['python-requests/2.32', 'python-requests'],
    ['Go-http-client/1.1', 'Go-http-client'],
  ])('is what a person knows it by: %s', (userAgent, name) => {
    expect(deviceNameOf(userAgent)).toBe(name);
  });

  it.each([null, '', ' ', '???', '1/2'])('is missing where nothing is named: %j', (userAgent) => {
    expect(deviceNameOf(userAgent)).toBeNull();
  });

  it.each([
    'http://evil.example/1.0 x',
    'Verify at https://evil.example/now please (x)',
    'www.evil.example/1.0',
    'evil.example/1 (Windows NT 10.0)',
    'Call 0800 555 now/1 (x)',
    '<b>x</b>/1 ',
    '[evil](https://evil.example)/1 ',
  ])('M3: is no text of the sender’s: %s', (userAgent) => {
    expect(deviceNameOf(userAgent) ?? 'nothing').toMatch(/^(?:nothing|Windows)$/);
  });
});
