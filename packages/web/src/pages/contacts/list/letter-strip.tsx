import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { alphabetsOf } from './letters.ts';
import type { ListSearch } from './list-search.ts';

/** Jumps to where the names with a letter begin; one stop of the tab key, with arrows from letter to letter. */
export function LetterStrip({ search }: { search: ListSearch }) {
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);
  const letters = alphabetsOf(spokenLanguage()).flatMap((alphabet, place) =>
    alphabet.map((letter, at) => ({ letter, isNewScript: place > 0 && at === 0 })),
  );
  const chosen = letters.findIndex(({ letter }) => letter === search.from);

  // The alphabet may be longer than the screen.
  useEffect(() => {
    const [strip, link] = [root.current, root.current?.querySelector<HTMLElement>('[aria-current]')];
    if (strip && link) strip.scrollTop = link.offsetTop - strip.clientHeight / 2;
  }, []);

  function go(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const links: (HTMLElement | null)[] = [...(root.current?.querySelectorAll('a') ?? [])];
    const here = links.indexOf(event.target instanceof HTMLElement ? event.target : null);
    links[here + step]?.focus();
  }

  return (
    <nav
      ref={root}
      aria-label={t('contacts.list.letters')}
      onKeyDown={go}
      data-arrows
      translate="no"
      className="sticky top-0 -mr-2 flex max-h-[calc(100dvh-12rem)] w-7 shrink-0 flex-col self-start overflow-y-auto [scrollbar-width:none] max-wide:top-36 max-wide:max-h-[calc(100dvh-14rem)]"
    >
      {letters.map(({ letter, isNewScript }, place) => (
        <Link
          key={letter + String(isNewScript || place)}
          to="."
          search={{ ...(search.favorite && { favorite: true }), from: letter }}
          aria-current={place === chosen ? 'true' : undefined}
          activeProps={{}}
          tabIndex={place === Math.max(chosen, 0) ? 0 : -1}
          className={`flex h-6 w-7 shrink-0 items-center justify-center rounded-chip text-12 font-medium outline-offset-[-2px] hover:bg-sunken hover:text-text ${isNewScript ? 'mt-3' : ''} ${place === chosen ? 'bg-accent-soft text-accent' : 'text-muted'}`}
        >
          {letter}
        </Link>
      ))}
    </nav>
  );
}
