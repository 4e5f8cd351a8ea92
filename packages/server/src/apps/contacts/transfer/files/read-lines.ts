const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A longer line is cut: what it is can be seen, and nobody needs the rest. */
const longestLine = 64 * 1024;
/** After this much others may have their turn: some milliseconds where every line is empty, much less otherwise. */
const stretchBytes = 16 * 1024;

/** `text`: each byte as one character; what they mean is told by the property they belong to. */
export type Line = { number: number; text: string; isCut: boolean };

/**
 * The lines of a file, ended by CR LF, LF, or CR alone where there is no LF. `undefined` comes after each stretch.
 * A line costs what is kept of it, however long it is.
 */
export function* readLines(bytes: Buffer): Generator<Line | undefined> {
  const end = bytes.includes(lineFeed) ? lineFeed : carriageReturn;
  let number = 0;
  let told = 0;
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(end, at);
    const next = found < 0 ? bytes.length : found;
    const stop = end === lineFeed && next > at && bytes[next - 1] === carriageReturn ? next - 1 : next;
    number += 1;
    yield {
      number,
      text: bytes.toString('latin1', at, Math.min(stop, at + longestLine)),
      isCut: stop - at > longestLine,
    };
    at = next + 1;
    if (at - told >= stretchBytes) {
      told = at;
      yield undefined;
    }
  }
}
