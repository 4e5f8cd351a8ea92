import { contactsOf } from '@portress/sdk';
import { portress } from '../../session/portress.ts';

/** The address book of whoever is signed in. */
export const addressBook = contactsOf(portress);
