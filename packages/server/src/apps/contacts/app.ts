import type { AppContext, InstalledApp } from '../installed-app.ts';
import { giveSampleContacts } from './give-samples.ts';
import { contactData } from './personal-data.ts';
import { type ContactsContext, contactRoutes } from './routes.ts';
import { startBookSweep, sweepBooks } from './sweep-books.ts';

/** The address book. */
export const contacts: InstalledApp<AppContext & ContactsContext> = {
  tag: 'Address book',
  routes: contactRoutes,
  personalData: contactData,
  giveSamples: giveSampleContacts,
  start: startBookSweep,
  sweep: async (context) => void (await sweepBooks(context)),
};
