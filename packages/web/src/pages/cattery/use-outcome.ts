import { useRef, useState } from 'react';
import { askForRole } from './use-may.ts';
import { isProblem } from './use-refusal.ts';

export interface Outcome {
  /** What the last deed was refused with. */
  error: unknown;
  /** The last deed is forgotten: another one begins, or it went well. */
  clear: () => void;
  /** Told on the page rather than at the button, which may be gone with the role. */
  refuse: (error: unknown) => void;
  /** Where the refusal is told, and the focus goes. */
  place: React.RefObject<HTMLDivElement | null>;
}

/** What came of the deeds of one page. */
export function useOutcome(): Outcome {
  const [error, setError] = useState<unknown>(null);
  const place = useRef<HTMLDivElement>(null);
  return {
    error,
    place,
    clear: () => setError(null),
    refuse: (failure) => {
      setError(failure);
      if (isProblem(failure, 'forbidden')) askForRole();
    },
  };
}
