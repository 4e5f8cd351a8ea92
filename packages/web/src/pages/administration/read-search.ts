import type { AccountSearch, AuditEvent } from '@portress/sdk';
import { eventTypes } from './event-types.ts';

type Role = NonNullable<AccountSearch['role']>;
type Status = NonNullable<AccountSearch['status']>;
type Sort = NonNullable<AccountSearch['sort']>;

export const roles = ['user', 'moderator', 'admin'] as const satisfies readonly Role[];
export const statuses = ['active', 'suspended'] as const satisfies readonly Status[];
const sorts = ['created_at', 'updated_at', 'email', 'username'] as const satisfies readonly Sort[];
const orders = ['asc', 'desc'] as const;

/** What stands in the address of the accounts' page. */
export interface AccountsSearch {
  q?: string;
  role?: Role;
  status?: Status;
  sort?: Sort;
  order?: 'asc' | 'desc';
}

/** What stands in the address of the audit log: `from` and `to` are days of the person's calendar. */
export interface EventsSearch {
  account?: string;
  type?: AuditEvent['type'];
  from?: string;
  to?: string;
}

type Asked = Record<string, unknown>;

/** An address may be mistyped: what isn't known counts as not there. */
export function readAccountsSearch({ q, role, status, sort, order }: Asked): AccountsSearch {
  return known({
    q: textOf(q)?.slice(0, 254),
    role: oneOf(roles, role),
    status: oneOf(statuses, status),
    sort: oneOf(sorts, sort),
    order: oneOf(orders, order),
  });
}

export function readEventsSearch({ account, type, from, to }: Asked): EventsSearch {
  return known({
    account: textOf(account),
    type: oneOf(eventTypes, type),
    from: dayOf(from),
    to: dayOf(to),
  });
}

const oneOf = <Value extends string>(values: readonly Value[], asked: unknown): Value | undefined =>
  values.find((value) => value === asked);

/** The router reads `q=123` as a number. */
function textOf(asked: unknown): string | undefined {
  if (typeof asked !== 'string' && typeof asked !== 'number') return undefined;
  return String(asked).trim() || undefined;
}

function dayOf(asked: unknown): string | undefined {
  return typeof asked === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked))
    ? asked
    : undefined;
}

type Known<Parts> = { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> };

/** Without what is not there, so that no empty filter stands in an address. */
export function known<Parts extends object>(parts: Parts): Known<Parts> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Known<Parts>;
}
