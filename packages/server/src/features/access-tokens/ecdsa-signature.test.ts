import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { joinSignature, splitSignature } from './ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('both forms of a signature are the ones that Node makes, short numbers included', () => {
  for (let n = 0; n < 2000; n += 1) {
    const data = Buffer.from(`message ${n}`);
    const der = sign('sha256', data, privateKey);
    const joined = joinSignature(der);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, joined)).toBe(true);
    expect(splitSignature(joined)).toEqual(der);
  }
});

test.each([
  ['zero', Buffer.alloc(64)],
  ['one', Buffer.concat([Buffer.alloc(31), Buffer.of(1), Buffer.alloc(31), Buffer.of(1)])],
  ['all bits', Buffer.alloc(64, 0xff)],
])('numbers that no signature has (%s) are written as DER all the same, and verify nothing', (_what, joined) => {
  const der = splitSignature(joined) ?? Buffer.alloc(0);
  expect(joinSignature(der)).toEqual(joined);
  expect(verify('sha256', Buffer.from('x'), publicKey, der)).toBe(false);
});

test.each([0, 1, 63, 65, 128])('%i bytes are no signature', (length) => {
  expect(splitSignature(Buffer.alloc(length))).toBeUndefined();
});
