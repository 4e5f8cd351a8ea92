import { useEffect, useRef } from 'react';
import { publicSettings } from '../settings/public-settings.ts';

/** The page that the browser opened has its focus already; every later one takes it to its heading. */
let isFirstPage = true;

/** The one `h1` of a page, and its title. */
export function Heading({ children, title = children }: { children: string; title?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { product_name: product } = publicSettings();
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useEffect(() => {
    const main = document.getElementById('main');
    const isTaken = main?.contains(document.activeElement) === true && document.activeElement !== main;
    if (!isFirstPage && !isTaken) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className="text-24 font-strong wide:text-28">
      {children}
    </h1>
  );
}
