import type { AppContext, InstalledApp } from '../installed-app.ts';
import { giveSampleContacts } from './give-samples.ts';
import { contactData } from './personal-data.ts';
import { type ContactsContext, contactRoutes } from './routes.ts';
import { startBookSweep, sweepBooks } from './sweep-books.ts';
import { fileRoutes } from './transfer/file-routes.ts';
import type { ImportContext } from './transfer/import-contacts.ts';

type Context = AppContext & ContactsContext & { config: ImportContext['config'] };

/** The address book. */
export const contacts: InstalledApp<Context> = {
  tag: 'Address book',
  routes: (context) => [...contactRoutes(context), ...fileRoutes(context)],
  personalData: contactData,
  giveSamples: giveSampleContacts,
  start: startBookSweep,
  sweep: async (context) => void (await sweepBooks(context)),
};
