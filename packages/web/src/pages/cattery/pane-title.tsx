import { useEffect, useRef } from 'react';
import { Heading } from '../../ui/heading.tsx';

/** The heading of the pane that has just come forward: on a phone the pressed link is hidden with the pane behind it. */
export function PaneTitle({ children }: { children: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    const isLost = active instanceof HTMLElement && active !== document.body && !active.checkVisibility();
    if (isLost) place.current?.querySelector('h1')?.focus();
  }, []);
  return (
    <div ref={place} className="wordy">
      <Heading>{children}</Heading>
    </div>
  );
}
