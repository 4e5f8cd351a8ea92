import { describe, expect, it } from 'vitest';
import { mutantsOf } from './sql-mutants.ts';

const textsOf = (text: string): string[] => mutantsOf('test', text).map((mutant) => mutant.text);

describe('the mutants of a statement', () => {
  it('are on the other side of each boundary, and turned round', () => {
    const texts = textsOf('SELECT a FROM t WHERE a > :b AND c <= :d');
    for (const condition of ['a >= :b AND c <= :d', 'a <= :b AND c <= :d', 'a > :b AND c < :d', 'a > :b AND c > :d'])
      expect(texts).toContain(`SELECT a FROM t WHERE ${condition}`);
  });

  it('lack each condition in turn, and mix up each two', () => {
    expect(textsOf("DELETE FROM t WHERE id = :id AND (b = 'x AND y' OR c IS NULL)")).toEqual(
      expect.arrayContaining([
        "DELETE FROM t WHERE 1 = 1 AND (b = 'x AND y' OR c IS NULL)",
        'DELETE FROM t WHERE id = :id AND 1 = 1',
        'DELETE FROM t WHERE id = :id AND (1 = 0 OR c IS NULL)',
        "DELETE FROM t WHERE id = :id AND (b = 'x AND y' OR 1 = 0)",
        "DELETE FROM t WHERE id = :id OR (b = 'x AND y' OR c IS NULL)",
        "DELETE FROM t WHERE id = :id AND (b = 'x AND y' AND c IS NULL)",
        "DELETE FROM t WHERE id = :id AND (b = 'x AND y' OR c IS NOT NULL)",
        'DELETE FROM t WHERE 1 = 1',
      ]),
    );
    expect(textsOf("DELETE FROM t WHERE b = 'x AND y'")).toEqual(['DELETE FROM t WHERE 1 = 1']);
  });

  it('leave out each thing that is written, also within a CASE', () => {
    const texts = textsOf('UPDATE t SET a = a + 1, b = CASE WHEN c THEN 0 ELSE b END WHERE id = :id RETURNING a');
    for (const list of [
      'a = a, b = CASE WHEN c THEN 0 ELSE b END',
      'a = a + 1, b = b',
      'a = a + 1, b = CASE WHEN 1 = 1 THEN 0 ELSE b END',
      'a = a + 1, b = CASE WHEN c THEN 1 ELSE b END',
    ])
      expect(texts).toContain(`UPDATE t SET ${list} WHERE id = :id RETURNING a`);
  });

  it('forget what COALESCE keeps, an order and a limit', () => {
    expect(textsOf('UPDATE t SET a = COALESCE(a, now_ms())')).toEqual(
      expect.arrayContaining(['UPDATE t SET a = a', 'UPDATE t SET a = now_ms()']),
    );
    expect(textsOf('SELECT a FROM t ORDER BY a DESC, b LIMIT :n')).toEqual([
      'SELECT a FROM t  LIMIT :n',
      'SELECT a FROM t ORDER BY a, b LIMIT :n',
      'SELECT a FROM t ORDER BY a DESC, b ',
    ]);
  });

  it('are each another text, and name the place of their one edit', () => {
    const text = 'UPDATE t SET a = a + 1 WHERE id = :id AND b <> :b';
    const mutants = mutantsOf('test', text);
    expect(new Set(mutants.map((mutant) => mutant.text)).size).toBe(mutants.length);
    for (const { at, from, to, text: mutated } of mutants) {
      expect(mutated).not.toBe(text);
      expect(mutated).toBe(text.slice(0, at) + to + text.slice(at + from.length));
      expect(text.slice(at, at + from.length)).toBe(from);
    }
  });
});
