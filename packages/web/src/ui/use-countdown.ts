import { useCallback, useEffect, useState } from 'react';

/**
 * Counts whole seconds down to nought.
 * @returns the seconds left, and a function that starts anew
 */
export function useCountdown(fromSeconds = 0): [left: number, start: (seconds: number) => void] {
  const [endsAt, setEndsAt] = useState(() => Date.now() + fromSeconds * 1000);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((endsAt - now) / 1000));
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) return undefined;
    // A background tab's timers are late: the clock is asked each time instead of counting ticks.
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isOver]);
  const start = useCallback((seconds: number) => {
    setNow(Date.now());
    setEndsAt(Date.now() + seconds * 1000);
  }, []);
  return [left, start];
}
