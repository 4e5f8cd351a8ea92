import type { InstalledApp } from '../installed-app.ts';

/** The address book. */
export const contacts: InstalledApp = {
  tag: 'Address book',
  routes: () => [],
  personalData: { tables: [] },
  giveSamples: async () => ({}),
};
