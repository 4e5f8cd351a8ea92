import { searchForm } from '#platform/database/search-text.ts';

/** The form by which names are put in order, the same on both databases. */
export const sortForm = (text: string): string => searchForm(text);
