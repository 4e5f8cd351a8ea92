import type { InstalledApp } from '../installed-app.ts';

/** Cats and their owners. */
export const cattery: InstalledApp = {
  tag: 'Cattery',
  routes: () => [],
  personalData: { tables: [] },
  giveSamples: async () => ({}),
};
