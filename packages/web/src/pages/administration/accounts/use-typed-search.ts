import { useEffect, useRef, useState } from 'react';

const pauseMs = 250;

/**
 * A search that is asked for in the pauses of typing.
 * @param isHeld the service has asked for a wait: what is typed meanwhile is asked for after it
 */
export function useTypedSearch(asked: string, ask: (text: string) => void, isHeld: boolean) {
  const [typed, setTyped] = useState(asked);
  const [before, setBefore] = useState({ asked, byTyping: asked });
  // The address was changed by something else, such as the back button; what is being typed is not undone by its own echo.
  if (before.asked !== asked) {
    setBefore({ ...before, asked });
    if (asked !== before.byTyping) setTyped(asked);
  }
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    const text = typed.trim();
    if (text === asked || isHeld) return undefined;
    const timer = setTimeout(() => {
      setBefore((state) => ({ ...state, byTyping: text }));
      latest.current(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed, asked, isHeld]);
  return [typed, setTyped] as const;
}
