import { describe, expect, it } from 'vitest';
import { html, htmlText } from './html.ts';

describe('markup', () => {
  it('J16: escapes whatever is put in, in text and in attributes', () => {
    const name = `<script>alert("1")</script>' & co`;
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; co';
    expect(htmlText(html`<p title="${name}">${name}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('keeps what it made itself, and lists of it', () => {
    const items = ['<a>', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(htmlText(html`<ul>${items}</ul>${null}${7}`)).toBe('<ul><li>&lt;a&gt;</li><li>&lt;b&gt;</li></ul>7');
  });

  it('leaves nothing in the place of null', () => {
    expect(htmlText(html`<p>${null}</p>`)).toBe('<p></p>');
  });
});
