import { expect, test } from 'vitest';
import { etagOf, keepEtag } from './etags.ts';

test('an answer is known by its ETag, as the service wrote it', () => {
  const strong = keepEtag({ id: 'a' }, new Headers({ etag: '"abc"' }));
  const weakened = keepEtag({ id: 'a' }, new Headers({ etag: 'W/"abc"' }));
  expect([etagOf(strong), etagOf(weakened), etagOf({ ...strong })]).toEqual(['"abc"', '"abc"', undefined]);
  expect(etagOf(keepEtag({}, new Headers()))).toBeUndefined();
  expect(keepEtag(undefined, new Headers({ etag: '"abc"' }))).toBeUndefined();
});
