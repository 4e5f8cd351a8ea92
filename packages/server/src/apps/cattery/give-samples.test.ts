import { expect, test } from 'vitest';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { giveSamples } from './give-samples.ts';
import { type CatOnWire, givenOwner, type OwnerOnWire, send, signedInAs } from './test/given-cattery.ts';

const listed = async (app: TestApp) => {
  const headers = await signedInAs(app);
  const read = async <T>(url: string) => (await app.get(`${url}?limit=100`, headers)).json<{ items: T[] }>().items;
  return { owners: await read<OwnerOnWire>('/api/owners'), cats: await read<CatOnWire>('/api/cats') };
};
const plain = ({ cats }: Awaited<ReturnType<typeof listed>>) =>
  cats.map(({ nickname, age, description, vaccinated, owner }) => [
    nickname,
    age,
    description,
    vaccinated,
    owner.email,
  ]);

describeApp('samples of the cattery', (open) => {
  test('are six owners and ten cats, one of them Mur, and are made once, whoever asks', async () => {
    const app = await open();
    expect(await giveSamples(app, { seed: 1 })).toEqual({ owners: 6, cats: 10 });
    const before = await listed(app);
    expect([before.owners.length, before.cats.length]).toEqual([6, 10]);
    const murs = before.cats.filter(({ nickname }) => nickname === 'Mur');
    expect(murs.map(({ vaccinated }) => vaccinated)).toEqual([true]);
    expect(new Set(before.cats.map(({ vaccinated }) => vaccinated)).size).toBe(2);
    for (const seed of [1, 2]) expect(await giveSamples(app, { seed })).toEqual({ owners: 0, cats: 0 });
    expect(await listed(app)).toEqual(before);
  });

  test('are the same for the same seed, and others for another', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    await giveSamples(first, { seed: 7 });
    await giveSamples(second, { seed: 7 });
    await giveSamples(third, { seed: 8 });
    expect(plain(await listed(second))).toEqual(plain(await listed(first)));
    expect(plain(await listed(third))).not.toEqual(plain(await listed(first)));
  });

  test('asked for by ten at once are made once', async () => {
    const app = await open();
    const made = await Promise.all(Array.from({ length: 10 }, (_, seed) => giveSamples(app, { seed })));
    expect(made.reduce((sum, { cats }) => sum + cats, 0)).toBe(10);
    expect((await listed(app)).cats).toHaveLength(10);
  });

  test('leave what is there as it is, and bring back an owner who was deleted with their cats', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    await givenOwner(app, admin, { email: 'ANNA.SCHMIDT@cattery.example', name: 'Somebody' });
    expect(await giveSamples(app, { seed: 1 })).toEqual({ owners: 5, cats: 8 });
    const before = await listed(app);
    expect(before.owners.map(({ name }) => name)).toContain('Somebody');
    const luna = before.cats.find(({ nickname }) => nickname === 'Luna');
    await send(app, 'DELETE', `/api/cats/${luna?.id}`, { headers: admin });
    expect(await giveSamples(app, { seed: 1 })).toEqual({ owners: 0, cats: 0 });
    await send(app, 'DELETE', `/api/owners/${luna?.owner.id}`, { headers: admin });
    expect(await giveSamples(app, { seed: 1 })).toEqual({ owners: 1, cats: 1 });
    expect(plain(await listed(app))).toEqual(plain(before));
  });
});
