// The measurement itself. The page and `--once` run this same file, one in a browser, the other in Node.

const everyMilliseconds = 5;
const longestMilliseconds = 10_000;

/**
 * Signs somebody out while a resource server is asked again and again with their access token.
 *
 * @param {object} race
 * @param {() => Promise<{ status: number }>} race.ask asks the resource server
 * @param {() => Promise<{ ok: boolean, status: number }>} race.signOut
 * @param {(status: number) => void} [race.onAnswer] told of each answer of the resource server
 * @returns {Promise<number>} milliseconds from the answer to the sign-out (204) to the first refusal (401), both as they
 *   arrived here; 0 when the refusal was there first
 */
export async function timeRefusal({ ask, signOut, onAnswer = () => {} }) {
  const first = await ask();
  onAnswer(first.status);
  // A token that is refused anyway would make a splendid figure.
  if (first.status !== 200) throw new Error(`the resource server answered ${first.status} before the sign-out`);

  const refused = untilRefused(ask, onAnswer);
  const signedOut = signOut().then((answer) => {
    if (!answer.ok) throw new Error(`the sign-out was answered with ${answer.status}`);
    return performance.now();
  });
  const [refusedAt, acknowledgedAt] = await Promise.all([refused, signedOut]);
  return Math.max(0, refusedAt - acknowledgedAt);
}

async function untilRefused(ask, onAnswer) {
  const deadline = performance.now() + longestMilliseconds;
  while (performance.now() < deadline) {
    const startedAt = performance.now();
    const { status } = await ask();
    const arrivedAt = performance.now();
    onAnswer(status);
    if (status === 401) return arrivedAt;
    const rest = everyMilliseconds - (performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
  }
  throw new Error(`the token was still accepted after ${longestMilliseconds} ms`);
}

/** @param {readonly number[]} figures */
export function summarize(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, median: at(0.5), p99: at(0.99), most: at(1) };
}

/** @param {number} milliseconds */
export const inMilliseconds = (milliseconds) =>
  `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
