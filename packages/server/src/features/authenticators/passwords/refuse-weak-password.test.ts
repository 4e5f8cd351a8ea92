import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createAdmin } from '#features/setup/create-admin.ts';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { Problem } from '#platform/errors.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';

const email = 'ann.kowalski@example.com';
const settings = { PRODUCT_NAME: 'Cat Shelter', PUBLIC_URL: 'http://door.catshelter.example' };

const refused = [
  ['common_password', 'Password1!'],
  ['common_password', 'P@ssw0rd2024'],
  ['common_password', '12345678'],
  ['common_password', 'qwertyuiop'],
  ['common_password', 'пароль123'],
  ['common_password', 'привіт2024'],
  ['common_password_other_layout', 'gfhjkm123'],
  ['common_password_other_layout', 'Ghbdsn2024'],
  ['common_password_other_layout', 'зфыыцщкв'],
  ['common_password_other_layout', 'зфііцщкв'],
  ['personal_password', 'Ann.Kowalski@Example.com'],
  ['personal_password', 'kowalski1990'],
  ['personal_password', 'catshelter1'],
  ['personal_password', 'Portress2026'],
  ['personal_password', 'зщкекуіі'],
  ['weak_password', 'aaaaaaaab'],
  ['weak_password', 'йцукенгш'],
  ['weak_password', '30.11.1987'],
] as const;
const accepted = ['correct horse battery staple', 'двері що самі відчиняються', 'тихий фонарь у реки', 'Xk3$vQ9z'];

type Fault = { field: string; code: string; message: string };
type Way = { refusal(password: string): Promise<Fault | undefined>; accepts(password: string): Promise<void> };

const someAddress = () => `${randomUUID()}@example.org`;

const faultOf = (answer: Awaited<ReturnType<TestApp['post']>>): Fault | undefined => {
  expect(answer.statusCode).toBe(422);
  const { errors } = answer.json<{ errors: Fault[] }>();
  expect(errors).toHaveLength(1);
  return errors[0];
};

/** Every way there is to set a password; none of them is spent by one that is refused. */
const ways: Record<string, (app: TestApp) => Promise<Way>> = {
  'sign-up': async (app) => {
    const signUp = (address: string, password: string) => app.post('/api/auth/sign-up', { email: address, password });
    return {
      refusal: async (password) => faultOf(await signUp(email, password)),
      accepts: async (password) => expect((await signUp(someAddress(), password)).statusCode).toBe(201),
    };
  },
  'password reset': async (app) => {
    await app.givenAccount({ email });
    const newestToken = async () => /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
    await app.post('/api/auth/password-reset/request', { email });
    const token = await newestToken();
    const reset = (password: string) => app.post('/api/auth/password-reset', { token, password });
    return {
      refusal: async (password) => faultOf(await reset(password)),
      // The token of all the refusals is still good, and works once.
      accepts: async (password) => {
        if (password === accepted[0]) expect((await reset(password)).statusCode).toBe(204);
        else expect((await reset(password)).json().code).toBe('invalid_token');
      },
    };
  },
  setup: async (app) => {
    const token = (await findSetupLink(app.app.context))?.split('#token=')[1] ?? '';
    const setUp = (password: string) => app.post('/api/setup', { token, email, password });
    return {
      refusal: async (password) => faultOf(await setUp(password)),
      accepts: async (password) =>
        expect((await setUp(password)).statusCode).toBe(password === accepted[0] ? 201 : 409),
    };
  },
  'the command line': async (app) => {
    return {
      refusal: async (password) => {
        const problem = await createAdmin(app.app.context, { email, password }).catch((error: unknown) => error);
        return problem instanceof Problem ? problem.details.errors?.[0] : undefined;
      },
      accepts: async (password) => {
        const admin = await createAdmin(app.app.context, { email: someAddress(), password });
        expect(admin.role).toBe('admin');
      },
    };
  },
};

describeApp('weak passwords', (open) => {
  test.each(Object.keys(ways))(
    'B14: by %s the ones that others try early are refused with the reason and advice, and phrases are taken',
    async (name) => {
      const app = await open(settings);
      const way = await ways[name]?.(app);
      const hash = vi.spyOn(app.app.context.passwordHashing, 'hash');
      for (const [code, password] of refused) {
        const fault = await way?.refusal(password);
        expect([password, fault?.field, fault?.code]).toEqual([password, 'password', code]);
        expect(fault?.message).toMatch(/^must [^;]{10,}; a few unrelated words make a good one, in any language$/);
        expect(fault?.message.toLowerCase()).not.toContain(password.toLowerCase());
      }
      expect(hash).not.toHaveBeenCalled();
      for (const password of accepted) await way?.accepts(password);
    },
  );

  test('B14: a reset knows the names of its account, a sign-up the names of its request', async () => {
    const app = await open();
    const person = { email: 'zz@example.org', username: 'greenporter', first_name: 'Ганна', last_name: 'Сковорода' };
    const codeOf = async (password: string) =>
      (await app.post('/api/auth/sign-up', { ...person, password })).json().errors?.[0].code;
    for (const password of ['GreenPorter7', 'сковорода1', 'СКОВОРОДА!', 'ганнасковорода', 'crjdjhjlf1'])
      expect([password, await codeOf(password)]).toEqual([password, 'personal_password']);

    await app.givenAccount({ email: 'yy@example.org', username: 'greenporter' });
    await app.post('/api/auth/password-reset/request', { email: 'yy@example.org' });
    const token = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
    const answer = await app.post('/api/auth/password-reset', { token, password: 'greenporter7' });
    expect(answer.json().errors[0].code).toBe('personal_password');
  });

  test('B3: with silent sign-up a weak password gets the same answer for a known and an unknown address', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent' });
    await app.givenAccount({ email: 'known@example.com', username: 'velvetthunder' });
    const answerFor = async (address: string, password: string) => {
      const answer = await app.post('/api/auth/sign-up', { email: address, password });
      const { request_id: _, ...body } = answer.json();
      return [answer.statusCode, body];
    };
    // The username of the account that is there is no name of this request.
    for (const password of ['password1', 'velvetthunder', 'velvetthunder under cedar'])
      expect(await answerFor('known@example.com', password)).toEqual(await answerFor('other@example.com', password));
  });

  test('the limit of sign-ups comes before the judgement, and a bad token before it as well', async () => {
    const app = await open({ SIGN_UPS_PER_HOUR: '1' });
    const judge = vi.spyOn(app.app.context.passwordJudging, 'judge');
    const weak = { email: 'a@example.com', password: 'password1' };
    expect((await app.post('/api/auth/sign-up', weak)).statusCode).toBe(422);
    expect((await app.post('/api/auth/sign-up', weak)).statusCode).toBe(429);
    const reset = { token: 'x'.repeat(43), password: 'password1' };
    expect((await app.post('/api/auth/password-reset', reset)).json().code).toBe('invalid_token');
    expect((await app.post('/api/setup', { ...reset, email })).json().code).toBe('invalid_token');
    expect(judge).toHaveBeenCalledOnce();
  });

  test('when nobody can judge, nothing is set: 503', async () => {
    const app = await open();
    vi.spyOn(app.app.context.passwordJudging, 'judge').mockRejectedValue(
      new Problem('unavailable', { retryAfterSeconds: 1 }),
    );
    const answer = await app.post('/api/auth/sign-up', { email, password: 'correct horse battery staple' });
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '1']);
    expect((await app.signIn({ id: '', email, password: 'correct horse battery staple' })).statusCode).toBe(401);
  });
});
