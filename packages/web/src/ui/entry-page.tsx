import type { ReactNode } from 'react';
import { LanguageChoice, ThemeChoice } from './preferences.tsx';
import { Product } from './product.tsx';

/** One narrow column, a fifth from the top: product, one question, one button. */
export function EntryPage({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-8 pb-6 wide:pt-[20vh]">
      <main id="main" tabIndex={-1} className="flex w-full max-w-[400px] grow flex-col gap-6 outline-none">
        <Product />
        {children}
      </main>
      <footer className="mt-16 flex w-full max-w-[400px] flex-wrap gap-3">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  );
}
