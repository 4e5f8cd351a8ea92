import closeWithGrace from 'close-with-grace';

export type Stop = {
  /** Whether new connections are still taken for a while, so that a proxy can turn to another node. */
  isDrained: boolean;
  /** A fault that nobody caught: the process ends because of it. */
  fault: Error | undefined;
};

/** What asks a process to stop: a service manager, a person at a terminal, a terminal that was closed. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Stops the process once, whoever asks for it first, and ends it with 0 when that is done. A second signal ends it at once: a
 * person who presses Ctrl-C twice means it. At a terminal nobody is turned away, so there is nothing to wait for.
 *
 * @param longestMilliseconds then the process ends as it stands, with 1
 * @returns the same stop for those who do not ask by a signal
 */
export function stopOnSignal(
  longestMilliseconds: number,
  stop: (how: Stop) => Promise<void>,
): (how: Pick<Stop, 'isDrained'>) => void {
  let isSignalled = false;
  let isBegun = false;
  let isDrained = false;
  // The library counts a stop of ours as a first signal; a terminal sends its own to every process of a group as well.
  const { close } = closeWithGrace(
    { delay: longestMilliseconds, logger: false, skip: [...signals] },
    async ({ err }) => {
      isBegun = true;
      await stop({ isDrained: isDrained && err === undefined, fault: err });
    },
  );
  const begin = (how: Pick<Stop, 'isDrained'>): void => {
    if (isBegun) return;
    isBegun = true;
    isDrained = how.isDrained;
    close();
  };
  for (const signal of signals)
    process.on(signal, () => {
      if (isSignalled) process.exit(1);
      isSignalled = true;
      begin({ isDrained: signal === 'SIGTERM' });
    });
  return begin;
}
