/** A name with what was looked for marked in it. */
export function Highlighted({ text, query }: { text: string; query: string }) {
  return partsOf(text, query).map(({ part, isMatch, at }) =>
    isMatch ? (
      <mark key={at} className="rounded-[2px] bg-accent-soft text-accent">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

function partsOf(text: string, query: string): { part: string; isMatch: boolean; at: number }[] {
  const words = query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ part: text, isMatch: false, at: 0 }];
  // Split by a group, every second piece is what it matched.
  let at = 0;
  return text
    .split(new RegExp(`(${words.join('|')})`, 'giu'))
    .map((part, place) => {
      const piece = { part, isMatch: place % 2 === 1, at };
      at += part.length;
      return piece;
    })
    .filter(({ part }) => part !== '');
}
