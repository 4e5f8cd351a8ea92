import { expect, test } from 'vitest';
import { anna, createFakeService, json, refusal, tokens } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';

const picture = new Blob(['bytes of a picture'], { type: 'image/png' });

test('a picture is sent as the part `file` of a form, again after a refresh, and removed', async () => {
  const sent: { type: string | null; form: FormData }[] = [];
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(1);
    if (seen.path === '/api/auth/refresh') return tokens(2);
    if (seen.method === 'PUT' && nth === 1) return refusal(401, 'invalid_token');
    return json(200, {
      ...anna,
      avatar_url: `https://id.example/avatars/${seen.method === 'PUT' ? 'x.webp' : 'drawn.svg'}`,
    });
  });
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    if (init.body instanceof FormData)
      sent.push({ type: new Headers(init.headers).get('content-type'), form: init.body });
    return service.fetch(input, init);
  };
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  expect((await portress.account.setAvatar(picture)).avatar_url).toBe('https://id.example/avatars/x.webp');
  expect(service.count('/api/auth/refresh')).toBe(1);
  expect(sent).toHaveLength(2);
  for (const { type, form } of sent) {
    // `fetch` writes it, with the boundary.
    expect(type).toBeNull();
    expect([...form.keys()]).toEqual(['file']);
    expect(await (form.get('file') as File).text()).toBe('bytes of a picture');
  }
  expect((await portress.account.removeAvatar()).avatar_url).toBe('https://id.example/avatars/drawn.svg');
  expect(service.seen.at(-1)).toMatchObject({
    method: 'DELETE',
    path: '/api/account/avatar',
    authorization: 'Bearer access-2',
  });
});

test('what is wrong with a picture is told by its code', async () => {
  const service = createFakeService((seen) =>
    seen.path === '/api/auth/sign-in'
      ? tokens(1)
      : new Response(
          JSON.stringify({
            status: 422,
            code: 'validation_failed',
            detail: 'x',
            request_id: 'r',
            errors: [{ field: 'file', code: 'too_many_pixels', message: 'has 50000000 pixels' }],
          }),
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        ),
  );
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  await expect(portress.account.setAvatar(picture)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'file', code: 'too_many_pixels' }],
  });
});
