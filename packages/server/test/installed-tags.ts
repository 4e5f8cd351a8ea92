import * as installedApps from '#apps/installed.ts';

const apps = Object.values<installedApps.InstalledApp>(installedApps);
const tags = new Set(apps.map(({ tag }) => tag));

/** Whether a call is an app's, and none of the service itself: tests that walk all of them know no app by its name. */
export const isOfApp = ({ tag }: { tag: string }): boolean => tags.has(tag);

/** The tables of all apps. */
export const appTables = apps.flatMap(({ personalData }) => personalData.tables.map(({ table }) => table));
