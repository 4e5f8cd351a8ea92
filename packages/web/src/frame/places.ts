import type { Account, Role } from '@portress/sdk';
import {
  Cat,
  ChartNoAxesColumn,
  ContactRound,
  History,
  House,
  KeyRound,
  KeySquare,
  type LucideIcon,
  Mail,
  MonitorSmartphone,
  ScrollText,
  Ticket,
  UserRound,
  Users,
  UsersRound,
} from 'lucide-react';

interface PlaceOf<To extends string, Word extends string> {
  to: To;
  word: Word;
  Icon: LucideIcon;
  /** Not lit for the pages below it. */
  isExact?: boolean;
}

const place = <To extends string, Word extends string>(
  to: To,
  word: Word,
  Icon: LucideIcon,
  isExact = false,
): PlaceOf<To, Word> => ({ to, word, Icon, isExact });

/** What the rail leads to, group by group; the first place of a group stands for it on a phone. */
export const groups = [
  { word: 'home', roles: null, places: [place('/', 'home', House, true)] },
  { word: 'contacts', roles: null, places: [place('/contacts', 'contacts', ContactRound)] },
  {
    word: 'cattery',
    roles: null,
    places: [place('/cats', 'cats', Cat), place('/owners', 'owners', UsersRound)],
  },
  {
    word: 'account',
    roles: null,
    places: [
      place('/account', 'profile', UserRound, true),
      place('/account/password', 'password', KeyRound),
      place('/account/devices', 'devices', MonitorSmartphone),
      place('/account/activity', 'activity', History),
    ],
  },
  {
    word: 'administration',
    roles: ['admin'] as readonly Role[],
    places: [
      place('/administration', 'overview', ChartNoAxesColumn, true),
      place('/administration/accounts', 'accounts', Users),
      place('/administration/invitations', 'invitations', Ticket),
      place('/administration/audit-log', 'audit_log', ScrollText),
      place('/administration/mail', 'mail', Mail),
      place('/administration/signing-keys', 'signing_keys', KeySquare),
    ],
  },
] as const;

export type Group = (typeof groups)[number];

/** What somebody of this role is shown; the service decides again. */
export function groupsFor(account: Account | null): Group[] {
  return groups.filter(({ roles }) => roles === null || (account !== null && roles.includes(account.role)));
}

/** The group in which this page stands, below `<base>`. */
export function groupOf(path: string): Group | undefined {
  const isAt = (to: string) => path === to || path.startsWith(`${to === '/' ? '//' : to}/`);
  return groups.find(({ places }) => places.some(({ to }) => isAt(to)));
}
