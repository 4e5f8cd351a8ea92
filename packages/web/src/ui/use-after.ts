import { useEffect, useState } from 'react';

/** `true` once `isOn` has lasted so long. */
export function useAfter(milliseconds: number, isOn: boolean): boolean {
  const [hasPassed, setHasPassed] = useState(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setTimeout(() => setHasPassed(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setHasPassed(false);
    };
  }, [milliseconds, isOn]);
  return isOn && hasPassed;
}
