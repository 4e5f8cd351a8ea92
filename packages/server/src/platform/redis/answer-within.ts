/** Nobody answered in time. What was asked may still be carried out. */
class NoAnswer extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'NoAnswer';
  }
}

/**
 * Waits for an answer, and not longer than this. A process that was busy itself finds the timer due before it reads what
 * lies in the socket for long: then it looks there, in two turns for what came in two pieces, before it blames the other side.
 *
 * @throws NoAnswer, or what the question itself throws
 */
export function answerWithin<T>(milliseconds: number, ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => setImmediate(() => reject(new NoAnswer(milliseconds))));
    }, milliseconds);
    ask()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
