import { useState } from 'react';

/** What stands in a field before it is asked for; what the address asks for takes its place whenever that changes. */
export function useDraft(asked: string): [draft: string, setDraft: (text: string) => void] {
  const [draft, setDraft] = useState(asked);
  const [before, setBefore] = useState(asked);
  if (before !== asked) {
    setBefore(asked);
    setDraft(asked);
  }
  return [draft, setDraft];
}
