/** How many letters have to be put in, left out or replaced to get from one word to the other (Levenshtein). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...b].entries())
      next.push(
        Math.min((row[column] ?? 0) + (letter === other ? 0 : 1), (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** @returns the name that was probably meant; undefined when none is near */
export function findClosestName(typed: string, names: readonly string[]): string | undefined {
  // Longer than any name: nothing is near, and nothing is compared.
  if (typed.length > 40) return undefined;
  const ranked = names
    .map((name) => ({ name, distance: distanceBetween(typed.toLowerCase(), name) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
