/** What is to happen later, in the order of its time. */
export type Timeline = {
  now(): number;
  after(seconds: number, deed: () => void): void;
  /** Goes to what comes next, and lets it happen. @returns false where nothing is left */
  proceed(): boolean;
};

export function createTimeline(): Timeline {
  /** A binary heap: whatever stands at i comes no later than what stands at 2i + 1 and 2i + 2. */
  const heap: { at: number; deed: () => void }[] = [];
  let now = 0;
  const timeOf = (index: number): number => heap[index]?.at ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number): void => {
    const [left, right] = [heap[one], heap[other]];
    if (left === undefined || right === undefined) return;
    heap[one] = right;
    heap[other] = left;
  };
  const rise = (from: number): void => {
    for (let index = from; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (timeOf(parent) <= timeOf(index)) return;
      swap(parent, index);
      index = parent;
    }
  };
  const sink = (): void => {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = timeOf(left + 1) < timeOf(left) ? left + 1 : left;
      if (timeOf(least) >= timeOf(index)) return;
      swap(least, index);
      index = least;
    }
  };
  return {
    now: () => now,
    after: (seconds, deed) => {
      heap.push({ at: now + seconds, deed });
      rise(heap.length - 1);
    },
    proceed: () => {
      swap(0, heap.length - 1);
      const next = heap.pop();
      if (next === undefined) return false;
      sink();
      now = next.at;
      next.deed();
      return true;
    },
  };
}
