import { describe, expect, test } from 'vitest';
import { isReservedUsername, parseUsername } from './parse-username.ts';

describe('a username', () => {
  test('keeps its case and is unique without it', () => {
    expect(parseUsername('Ann-Smith_1')).toEqual({ username: 'Ann-Smith_1', canonical: 'ann-smith_1' });
  });

  test.each([
    ['full width', 'ａｎｎ', 'ann'],
    ['composition', 'Re\u0301my', 'r\u00e9my'],
    ['case beyond ASCII', 'ОЛЬГА', 'ольга'],
  ])('two spellings that differ by %s are one name', (_, one, other) => {
    expect(parseUsername(one)?.canonical).toBe(parseUsername(other)?.canonical);
    expect(parseUsername(one)).toBeDefined();
  });

  test.each(['ß1', 'Σίσυφος', 'שלום', 'שלום1', '山田太郎', 'anna.b', 'x!', 'a'.repeat(64), '\u{20000}\u{20001}'])(
    '%j is one',
    (text) => {
      expect(parseUsername(text)).toBeDefined();
    },
  );

  test.each([
    ['an @, which would make it an address', 'ann@x.com'],
    ['a space', 'ann smith'],
    ['a full-width space', 'ann\u3000smith'],
    ['one letter', 'a'],
    ['65 letters', 'a'.repeat(65)],
    ['a full-width @', 'ann\uff20x'],
    ['a compatibility form', '\ufb01x'],
    ['a joiner', 'an\u200dn'],
    ['a zero-width space', 'an\u200bn'],
    ['a soft hyphen', 'an\u00adn'],
    ['a direction override', 'an\u202en'],
    ['a NUL', 'an\0n'],
    ['a line end', 'ann\n'],
    ['an emoji', 'ann\u{1f600}'],
    ['a lone surrogate', 'an\ud800'],
    ['both directions', 'שלוםabc'],
    ['a leading digit before right-to-left letters', '1שלום'],
    ['two kinds of Arabic digits', 'اب\u0661\u06f1'],
    ['a leading mark', '\u0301nn'],
    ['old Hangul', '\u1100\u1100'],
  ])('with %s is refused', (_, text) => {
    expect(parseUsername(text)).toBeUndefined();
  });

  test('folding is stable: a canonical name is its own canonical form', () => {
    for (const name of ['İstanbul', 'ᾳδης', 'ＡＢＣ', 'ǅungla', 'Ωμεγα']) {
      const canonical = parseUsername(name)?.canonical;
      if (canonical !== undefined) expect(parseUsername(canonical)?.canonical).toBe(canonical);
    }
  });

  test('names that would pass for the service are reserved', () => {
    expect(['admin', 'root', 'postmaster', 'me'].every(isReservedUsername)).toBe(true);
    expect(isReservedUsername('ann')).toBe(false);
  });

  test('J15: 100 kB are refused at once', () => {
    const start = performance.now();
    for (const letter of ['a', '\u0301', '\uff21', ' ', '\u05d0'])
      expect(parseUsername(letter.repeat(100_000))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(200);
  });
});
