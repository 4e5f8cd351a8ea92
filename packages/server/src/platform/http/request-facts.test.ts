import { expect, test } from 'vitest';
import { factsOf, networkOf } from './request-facts.ts';

const factsFrom = (ip: string, userAgent?: string) =>
  factsOf({ id: 'request', ip, headers: { ...(userAgent !== undefined && { 'user-agent': userAgent }) } } as never);

test('B6: an IPv4 address is its own network, also mapped into IPv6; an IPv6 address is its /64, however it is spelled', () => {
  for (const ip of ['198.51.100.7', '::ffff:198.51.100.7', '::FFFF:198.51.100.7', '::ffff:c633:6407'])
    expect(networkOf(ip)).toBe('198.51.100.7');
  for (const ip of ['2001:db8::1', '2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:0db8:0000:0000::'])
    expect(networkOf(ip)).toBe('2001:db8::/64');
  expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
  expect(networkOf('no address')).toBe('no address');
});

test('the facts hold the plain address and no more of a user agent than anybody needs', () => {
  expect(factsFrom('::ffff:198.51.100.7')).toEqual({
    requestId: 'request',
    ip: '198.51.100.7',
    network: '198.51.100.7',
    userAgent: null,
  });
  expect(factsFrom('198.51.100.7', 'x'.repeat(5000)).userAgent).toHaveLength(512);
});
