/**
 * The apps on this service. A line more or less is an app more or less, with its folder and its migrations, whose names
 * begin with the name of the folder: docs/guides/build-your-own-app.md.
 */
export { cattery } from './cattery/app.ts';
export { contacts } from './contacts/app.ts';

// Beside the apps, so that the list is one with no app in it, too.
export type { InstalledApp } from './installed-app.ts';
