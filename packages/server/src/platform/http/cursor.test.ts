import { expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openCursor, sealCursor } from './cursor.ts';

const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
const refusal = expect.objectContaining({ code: 'invalid_cursor', status: 400 });

test('a cursor opens for its own list and account alone', () => {
  const cursor = sealCursor(secrets, 'sessions:ann', [1, 'x']);
  expect(openCursor(secrets, 'sessions:ann', cursor)).toEqual([1, 'x']);
  for (const scope of ['sessions:bob', 'contacts:ann', 'sessions:ann ', ''])
    expect(() => openCursor(secrets, scope, cursor)).toThrow(refusal);
});

test('I13: a forged, mangled or differently spelled one is refused', () => {
  const cursor = sealCursor(secrets, 's', [1]);
  const forged = [
    '',
    'x',
    '%',
    cursor.slice(1),
    cursor.slice(0, -2),
    `${cursor}A`,
    `${cursor}=`,
    ` ${cursor}`,
    Buffer.from('[1]').toString('base64url'),
    'A'.repeat(100_000),
  ];
  for (const text of forged) expect(() => openCursor(secrets, 's', text)).toThrow(refusal);
  const other = createSecrets(['another-secret-for-tests-0123456789-abcdefgh']);
  expect(() => openCursor(other, 's', cursor)).toThrow(refusal);
});

test('tells nothing of what is in it, and is another one each time', () => {
  const cursors = [1, 2].map(() => sealCursor(secrets, 's', [1_800_000_000_000, 'session-id']));
  expect(cursors[0]).not.toBe(cursors[1]);
  for (const cursor of cursors)
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/18000|session/);
});
