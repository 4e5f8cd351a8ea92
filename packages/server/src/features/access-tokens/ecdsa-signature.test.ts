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
  ['zero', '00'.repeat(64), '3006020100020100'],
  ['one', `${'00'.repeat(31)}01`.repeat(2), '3006020101020101'],
  ['all bits', 'ff'.repeat(64), `3046${`022100${'ff'.repeat(32)}`.repeat(2)}`],
])('numbers that no signature has (%s) are written as DER all the same, and verify nothing', (_what, hex, derHex) => {
  const joined = Buffer.from(hex, 'hex');
  const der = splitSignature(joined) ?? Buffer.alloc(0);
  expect(der.toString('hex')).toBe(derHex);
  expect(joinSignature(der)).toEqual(joined);
  expect(verify('sha256', Buffer.from('x'), publicKey, der)).toBe(false);
});

test.each([0, 1, 63, 65, 128])('%i bytes are no signature', (length) => {
  expect(splitSignature(Buffer.alloc(length))).toBeUndefined();
});
