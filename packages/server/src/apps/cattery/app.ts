import type { InstalledApp } from '../installed-app.ts';
import { catRoutes } from './cat-routes.ts';
import { giveSamples } from './give-samples.ts';
import { ownerRoutes } from './owner-routes.ts';
import { catteryData } from './personal-data.ts';

/** Cats and their owners: one list for everybody who is signed in, with deeds by role. */
export const cattery: InstalledApp = {
  tag: 'Cattery',
  routes: (context) => [...ownerRoutes(context), ...catRoutes(context)],
  personalData: catteryData,
  giveSamples,
};
