import type { AppContext, InstalledApp } from '../installed-app.ts';
import { fileRoutes } from './file-routes.ts';
import type { ImportContext } from './import-contacts.ts';
import { contactData } from './personal-data.ts';
import { startBookSweep, sweepBooks } from './sweep-books.ts';

type Context = AppContext & { config: ImportContext['config'] };

/** The address book. */
export const contacts: InstalledApp<Context> = {
  tag: 'Address book',
  routes: (context) => [...fileRoutes(context)],
  personalData: contactData,
  giveSamples: async () => ({}),
  start: startBookSweep,
  sweep: async (context) => void (await sweepBooks(context)),
};
