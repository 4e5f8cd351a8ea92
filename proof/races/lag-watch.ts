/** How long this process stood still, because others had the processor: it is the clients, the nodes and the judge at once. */
export type LagWatch = { milliseconds(): number; stop(): void };

const stepMilliseconds = 50;

export function watchLag(): LagWatch {
  let lag = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    lag += Math.max(0, now - last - 2 * stepMilliseconds);
    last = now;
  }, stepMilliseconds);
  return { milliseconds: () => lag, stop: () => clearInterval(timer) };
}
