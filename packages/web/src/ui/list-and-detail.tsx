import type { ReactNode } from 'react';

interface ListAndDetailProps {
  /** Above everything; a phone scrolls it away. */
  title?: ReactNode;
  /** Fixed above the list. */
  head: ReactNode;
  list: ReactNode;
  detail: ReactNode;
  /** Which of the two a phone shows; the address says so, and the back button knows the way. */
  isDetailOpen: boolean;
}

/** A list of 360 px and beside it one of its entries, each with its own scroll; a phone goes from one to the other. */
export function ListAndDetail({ title, head, list, detail, isDetailOpen }: ListAndDetailProps) {
  return (
    <div className="min-h-0 grow wide:grid wide:grid-cols-[360px_minmax(0,1fr)]">
      <section className={`flex min-h-0 flex-col border-line wide:border-r ${isDetailOpen ? 'max-wide:hidden' : ''}`}>
        {title && <div className="pt-4 wide:px-4">{title}</div>}
        <div className="flex flex-col gap-3 py-3 max-wide:sticky max-wide:top-0 max-wide:z-10 max-wide:bg-bg wide:px-4">
          {head}
        </div>
        <div
          data-scrolls
          tabIndex={-1}
          className="relative min-h-0 grow outline-none wide:overflow-y-auto wide:px-4 wide:pb-8"
        >
          {list}
        </div>
      </section>
      <section
        className={`relative min-h-0 py-4 wide:overflow-y-auto wide:px-8 wide:py-8 ${isDetailOpen ? '' : 'max-wide:hidden'}`}
      >
        <div className="max-w-[560px]">{detail}</div>
      </section>
    </div>
  );
}
