import type { Activity } from '@portress/sdk';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { en } from '../locales/en.ts';

/** An event of the account's activity or of the audit log. */
export type Happening = Pick<Activity, 'type' | 'details'>;

type Details = Activity['details'];
type Exists = (key: string) => boolean;
type Words = typeof en.event_details;

/** What has happened, and what its details say, in the words of the page. */
export function useEventWords(): {
  titleOf: (event: Happening) => string;
  detailsOf: (event: Happening) => string[];
} {
  const { t, i18n } = useTranslation();
  const exists: Exists = (key) => i18n.exists(key);
  return {
    // A service that is newer than this page may know of more.
    titleOf: ({ type }) => (exists(`events.${type}`) ? t(`events.${type}`) : type.replaceAll('_', ' ')),
    detailsOf: ({ details }) => detailsOf(details, t, exists),
  };
}

function detailsOf(details: Details, t: TFunction, exists: Exists): string[] {
  const said: (string | undefined)[] = [
    reasonOf(details, t, exists),
    countOf(details.ended_sessions, (count) => t('event_details.ended', { count })),
    roleOf(details, t, exists),
    details.invitation_id !== undefined && details.role !== undefined ? t('event_details.invited') : undefined,
    fieldsOf(details, t, exists),
    countOf(details.accounts, (count) => t('event_details.imported', { count })),
    details.refused === 0 ? undefined : countOf(details.refused, (count) => t('event_details.refused', { count })),
    details.password_hashes === 'yes' ? t('event_details.with_hashes') : undefined,
    details.password_hashes === 'no' ? t('event_details.without_hashes') : undefined,
    exists(`event_details.by.${details.by}`) ? t(`event_details.by.${details.by as keyof Words['by']}`) : undefined,
    typeof details.kid === 'string' ? details.kid : undefined,
  ];
  return said.filter((part) => part !== undefined);
}

const reasonOf = ({ reason }: Details, t: TFunction, exists: Exists) =>
  exists(`event_details.reasons.${reason}`)
    ? t(`event_details.reasons.${reason as keyof Words['reasons']}`)
    : undefined;

function countOf(value: Details[string] | undefined, say: (count: number) => string): string | undefined {
  return typeof value === 'number' ? say(value) : undefined;
}

type Role = keyof typeof en.profile.roles;

function roleOf({ role, from, to }: Details, t: TFunction, exists: Exists): string | undefined {
  const isRole = (name: unknown): name is Role => exists(`profile.roles.${String(name)}`);
  if (isRole(from) && isRole(to))
    return t('event_details.role_changed', { from: t(`profile.roles.${from}`), to: t(`profile.roles.${to}`) });
  return isRole(role) ? t('event_details.role', { role: t(`profile.roles.${role}`) }) : undefined;
}

function fieldsOf({ fields }: Details, t: TFunction, exists: Exists): string | undefined {
  if (typeof fields !== 'string') return undefined;
  const names = fields.split(' ').filter((field) => exists(`event_details.fields.${field}`));
  const words = names.map((field) => t(`event_details.fields.${field as keyof Words['fields']}`)).join(', ');
  return words === '' ? undefined : words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
