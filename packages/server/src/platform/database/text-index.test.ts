import { expect, it } from 'vitest';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { searchForm } from './search-text.ts';
import { statement } from './statement.ts';

const form = statement<{ text: string }, { form: string }>(
  'test.search_form',
  'SELECT search_form(CAST(:text AS text)) AS form',
);

describeOnEveryDatabase('the form in which texts are compared', (open) => {
  it('is the same in the database as in the service, in every script', async () => {
    const { database } = await open();
    const texts = [
      'Ann O’Neil_%"\'\\',
      'ЇЖАК Ґанок Ёлка',
      'ΟΔΥΣΣΕΎΣ ς Σ',
      'İSTANBUL ıI Straẞe STRASSE',
      'ﬁ ＡＢＣ ① ǅ Å \u0041\u030a \u1e9b\u0323',
      'ÇĞŁØÞ Āē Ῥόδος',
      'Ա Ⴀ ᏸ Ა Ꙁ 𐐀 𝐀 𞤀',
      'a\u001fb\u001ec\u001dd',
      '日本 한국 العربية 🙂',
      '',
    ];
    for (const text of texts) expect((await database.read.first(form, { text }))?.form).toBe(searchForm(text));
  });
});
