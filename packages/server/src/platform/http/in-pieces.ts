import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** About what Node holds for one connection before it waits for whoever reads. */
const pieceLength = 16 * 1024;

/**
 * A body that is written while it is sent, from many short texts, such as a row each. For whoever reads nothing of it no more is held
 * than a few pieces, and what the texts are made of (O5).
 *
 * All such bodies take turns: a piece of one, everybody else, a piece of the next. A hundred files that are asked for at once hold
 * up nobody.
 */
export const inPieces = (texts: AsyncGenerator<string>): Readable => Readable.from(join(texts));

async function* join(texts: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    for (;;) {
      const piece = await inTurn(() => nextPiece(texts));
      if (piece === '') return;
      yield piece;
    }
  } finally {
    await texts.return(undefined);
  }
}

/** @returns nothing, once there is nothing left */
async function nextPiece(texts: AsyncGenerator<string>): Promise<string> {
  let piece = '';
  while (piece.length < pieceLength) {
    const next = await texts.next();
    if (next.done === true) break;
    piece += next.value;
  }
  return piece;
}

/** Settles when whoever was before has been served. */
let before: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = before.then(() => nextTurn()).then(work);
  before = mine.catch(() => {});
  return mine;
}
