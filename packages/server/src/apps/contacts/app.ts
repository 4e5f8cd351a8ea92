import type { AppContext, InstalledApp } from '../installed-app.ts';
import { fileRoutes } from './file-routes.ts';
import { giveSampleContacts } from './give-samples.ts';
import type { ImportContext } from './import-contacts.ts';
import { contactData } from './personal-data.ts';
import { type ContactsContext, contactRoutes } from './routes.ts';
import { startBookSweep, sweepBooks } from './sweep-books.ts';

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
