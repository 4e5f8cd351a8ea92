import { expect, test } from 'vitest';
import { randomId, randomToken } from './random.ts';
import { createSecrets, equalBytes, secretPurposes as purposes, SealBroken } from './secrets.ts';

const old = 'the-older-secret-0123456789-0123456789-abc';
const current = 'the-newer-secret-0123456789-0123456789-abc';

test('D12: what was sealed for one purpose or context opens for no other', () => {
  const secrets = createSecrets([current]);
  for (const purpose of purposes) {
    const sealed = secrets.seal(purpose, 'text', 'context');
    expect(secrets.open(purpose, sealed, 'context').toString()).toBe('text');
    for (const other of purposes.filter((one) => one !== purpose))
      expect(() => secrets.open(other, sealed, 'context')).toThrow(SealBroken);
    for (const context of ['', 'Context', 'context '])
      expect(() => secrets.open(purpose, sealed, context)).toThrow(SealBroken);
  }
  expect(new Set(purposes.map((purpose) => secrets.mac(purpose, 'data').toString('hex'))).size).toBe(purposes.length);
});

test('a sealed value with any bit changed, cut or extended is refused', () => {
  const secrets = createSecrets([current]);
  const sealed = secrets.seal('outbox', 'text', 'context');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => secrets.open('outbox', changed, 'context')).toThrow(SealBroken);
  }
  for (const changed of [
    Buffer.alloc(0),
    sealed.subarray(0, 28),
    sealed.subarray(0, -1),
    Buffer.concat([sealed, Buffer.of(0)]),
  ])
    expect(() => secrets.open('outbox', changed, 'context')).toThrow(SealBroken);
});

test('the same text sealed twice is two values, and an empty one can be sealed', () => {
  const secrets = createSecrets([current]);
  expect(secrets.seal('outbox', 'x', '').equals(secrets.seal('outbox', 'x', ''))).toBe(false);
  expect(secrets.open('outbox', secrets.seal('outbox', '', ''), '')).toHaveLength(0);
});

test('while a secret is being replaced the newest makes values, both open them, and afterwards the old one’s are dead', () => {
  const before = createSecrets([old]);
  const during = createSecrets([current, old]);
  const after = createSecrets([current]);
  const sealed = before.seal('outbox', 'x', '');
  expect(during.open('outbox', sealed, '').toString()).toBe('x');
  expect(during.currentKeyId).toBe(after.currentKeyId);
  expect(during.mac('refresh-tokens', 'x', before.currentKeyId)).toEqual(before.mac('refresh-tokens', 'x'));
  expect(after.open('outbox', during.seal('outbox', 'y', ''), '').toString()).toBe('y');
  expect(after.hasKey(before.currentKeyId)).toBe(false);
  expect(() => after.open('outbox', sealed, '')).toThrow(SealBroken);
  expect(() => after.mac('refresh-tokens', 'x', before.currentKeyId)).toThrow(SealBroken);
});

test('two secrets with one key id stop the start', () => {
  expect(() => createSecrets([current, current])).toThrow('same key id');
  expect(() => createSecrets([])).toThrow('SECRET_KEY');
  // 257 different secrets cannot have 257 different ids of one byte.
  expect(() => createSecrets(Array.from({ length: 257 }, (_, n) => `${current}-${n}`))).toThrow('same key id');
});

test('equal bytes are equal, and lengths count', () => {
  expect(equalBytes(Buffer.from('abc'), Buffer.from('abc'))).toBe(true);
  for (const other of ['abd', 'ab', 'abcd', '']) expect(equalBytes(Buffer.from('abc'), Buffer.from(other))).toBe(false);
});

test('E1: 10,000 ids and tokens are all different, without order and without a common beginning', () => {
  for (const [make, bytes] of [
    [randomId, 16],
    [randomToken, 32],
  ] as const) {
    const made = Array.from({ length: 10_000 }, make);
    expect(new Set(made).size).toBe(10_000);
    for (const value of made) expect(Buffer.from(value, 'base64url')).toHaveLength(bytes);
    // Each of 64 first characters about 156 times: none is missing, none is everywhere.
    const firsts = Map.groupBy(made, (value) => value[0]);
    expect(firsts.size).toBe(64);
    for (const { length } of firsts.values()) expect(length).toBeLessThan(300);
    const rising = made.filter((value, index) => index > 0 && value > (made[index - 1] ?? '')).length;
    expect(rising).toBeGreaterThan(4500);
    expect(rising).toBeLessThan(5500);
  }
});
