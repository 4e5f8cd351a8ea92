import type { InstalledApp } from '../installed-app.ts';
import { contactData } from './personal-data.ts';
import { startBookSweep, sweepBooks } from './sweep-books.ts';

/** The address book. */
export const contacts: InstalledApp = {
  tag: 'Address book',
  routes: () => [],
  personalData: contactData,
  giveSamples: async () => ({}),
  start: startBookSweep,
  sweep: async (context) => void (await sweepBooks(context)),
};
