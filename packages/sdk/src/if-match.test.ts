import { expect, test } from 'vitest';
import { createFakeService, tokens } from '../test/fake-service.ts';
import { catteryOf } from './cattery.ts';
import { createPortress } from './create-portress.ts';
import { etagOf } from './etags.ts';

test('the tag of a cat is known by the cat, strong again, and goes along with its change', async () => {
  let ifMatch: string | null = null;
  const service = createFakeService((seen) =>
    seen.path === '/api/auth/sign-in'
      ? tokens(1)
      : new Response(JSON.stringify({ id: 'c1', nickname: 'Barsik' }), { headers: { etag: 'W/"tag-1"' } }),
  );
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: (input, init) => {
      ifMatch = new Headers(init?.headers).get('if-match');
      return service.fetch(input, init);
    },
  });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  const { cats } = catteryOf(portress);
  const cat = await cats.find('c1');
  expect(etagOf(cat)).toBe('"tag-1"');
  expect(etagOf({ ...cat })).toBeUndefined();
  expect(ifMatch).toBeNull();
  await cats.replace('c1', { nickname: 'Barsik', age: 3, owner_id: 'o1' }, { ifMatch: etagOf(cat) });
  expect(ifMatch).toBe('"tag-1"');
});
