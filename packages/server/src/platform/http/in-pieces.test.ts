import { expect, it } from 'vitest';
import { inPieces } from './in-pieces.ts';

async function* texts(...all: string[]): AsyncGenerator<string> {
  yield* all;
}
const piecesOf = async (...all: string[]): Promise<string[]> => (await inPieces(texts(...all)).toArray()) as string[];

it('makes few pieces of many short texts, in their order', async () => {
  const all = Array.from({ length: 10_000 }, (_, number) => `${number},😀\n`);
  const pieces = await piecesOf('[', '', ...all);
  expect(pieces.join('')).toBe(`[${all.join('')}`);
  expect(pieces.length).toBeLessThan(10);
  expect(await piecesOf()).toEqual([]);
});

it('takes turns with other bodies, and leaves some for everybody else', async () => {
  const order: string[] = [];
  async function* told(name: string): AsyncGenerator<string> {
    for (let number = 0; number < 3; number += 1) {
      order.push(name);
      yield name.repeat(20_000);
    }
  }
  const everybodyElse = (async () => {
    while (order.filter((one) => one !== '-').length < 6) {
      order.push('-');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await Promise.all(['a', 'b'].map((name) => inPieces(told(name)).toArray()));
  await everybodyElse;
  expect(order.filter((one) => one !== '-').join('')).toBe('ababab');
  expect(order.join('')).toMatch(/^-+a-+b-/);
});

it('fails as the texts fail without holding up the next body, and ends them when nobody wants more', async () => {
  let ended = 0;
  async function* failing(): AsyncGenerator<string> {
    try {
      yield 'x'.repeat(20_000);
      throw new Error('the database is away');
    } finally {
      ended += 1;
    }
  }
  await expect(inPieces(failing()).toArray()).rejects.toThrow('the database is away');
  expect(ended).toBe(1);
  expect(await piecesOf('after it')).toEqual(['after it']);

  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield 'more';
    } finally {
      ended += 1;
    }
  }
  for await (const piece of inPieces(endless())) if (String(piece).startsWith('more')) break;
  await expect.poll(() => ended).toBe(2);
});
