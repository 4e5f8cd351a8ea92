import { describe, expect, it } from 'vitest';
import type { Announcement } from './announcements.ts';
import { readPayload, writePayloads } from './signal-payloads.ts';

const accounts = (count: number, id = 'id'): Announcement[] =>
  Array.from({ length: count }, (_, index) => ({ topic: 'accounts', id: `${id}-${index}` }));

const readBack = (payloads: readonly string[]) => payloads.flatMap((payload) => readPayload(payload)?.announcements);

describe('what nodes tell each other by NOTIFY', () => {
  it('comes back as it was told, each change once', () => {
    const told: Announcement[] = [...accounts(3), { topic: 'revocations', id: '7' }];
    expect(readBack(writePayloads('a', [...told, ...told]))).toEqual(told);
    expect(writePayloads('a', [])).toEqual([]);
  });

  it('is spread over as many payloads as it needs, each below what PostgreSQL takes', () => {
    for (const told of [accounts(2000), accounts(900, 'їжак'), accounts(3, 'x'.repeat(7800))]) {
      const payloads = writePayloads('a', told);
      expect(payloads.length).toBeGreaterThan(1);
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000);
      expect(readBack(payloads)).toEqual(told);
    }
  });

  it('says "anything" where it is too much, or too long', () => {
    for (const told of [accounts(100_000), [{ topic: 'accounts', id: 'x'.repeat(9000) } as const]])
      expect(writePayloads('a', told).map(readPayload)).toEqual([{ sender: 'a', announcements: null }]);
  });

  it('is nothing where the payload has another shape, and passes over what this version does not know', () => {
    for (const payload of [
      '',
      '{',
      'null',
      '7',
      '"a"',
      '[]',
      '{}',
      '{"sender":1,"told":[]}',
      '{"sender":"a","told":"x"}',
    ])
      expect(readPayload(payload)).toBeUndefined();
    const mixed = '{"sender":"b","told":[["moons","1"],["accounts",2],["accounts"],null,7,["accounts","3","more"]]}';
    expect(readPayload(mixed)).toEqual({ sender: 'b', announcements: [{ topic: 'accounts', id: '3' }] });
  });
});
