import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type ListSearch, useListSearch } from './list-search.ts';

const calmMs = 250;

/** What stands in the search field, and the address that follows it once the typing rests. */
export function useTypedQuery(): [typed: string, setTyped: (text: string) => void] {
  const navigate = useNavigate();
  const search = useListSearch();
  const asked = search.q ?? '';
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  // Changed by a link or by the way back, not by typing.
  if (asked !== seen) {
    setSeen(asked);
    if (asked !== typed.trim()) setTyped(asked);
  }
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted === asked) return undefined;
    const timer = setTimeout(() => {
      const next = (before: ListSearch): ListSearch => ({
        ...(before.favorite && { favorite: true }),
        ...(wanted !== '' && { q: wanted }),
      });
      void navigate({ to: '.', search: next, replace: true, resetScroll: false });
    }, calmMs);
    return () => clearTimeout(timer);
  }, [wanted, asked, navigate]);
  return [typed, setTyped];
}
