import { queryOptions } from '@tanstack/react-query';
import { addressBook } from '../address-book.ts';
import { contactKey } from '../list/contact-cache.ts';
import { patience } from '../list/contact-pages.ts';

/** One contact as the service has it. */
export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: contactKey(id),
    queryFn: ({ signal }) => addressBook.find(id, { signal }),
    meta: { personal: true },
    ...patience,
  });
