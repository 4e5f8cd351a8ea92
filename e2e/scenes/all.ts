import { accountScenes } from './account.ts';
import { administrationScenes } from './administration.ts';
import { catteryScenes } from './cattery.ts';
import { contactsScenes } from './contacts.ts';
import { entryScenes } from './entry.ts';

/** Every page of the web client, with the states that matter, by the name of its screenshot. */
export const scenes = {
  ...entryScenes,
  ...accountScenes,
  ...contactsScenes,
  ...catteryScenes,
  ...administrationScenes,
};
