import { countAccounts } from '#features/accounts/list-store.ts';
import { countEventsByDay } from '#features/audit-log/store.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { StatisticsOnWire } from './service-contract.ts';

const dayMilliseconds = 86_400_000;
const shownDays = 30;

/** The figures behind the administration pages, from counts that the database keeps: nothing is counted here. */
export async function findStatistics({
  database,
  clock,
}: {
  database: Pick<Database, 'read'>;
  clock: Clock;
}): Promise<StatisticsOnWire> {
  const groups = await countAccounts(database.read);
  const sumOf = (part: object): number =>
    groups
      .filter((group) => Object.entries(part).every(([name, value]) => group[name as 'role' | 'status'] === value))
      .reduce((sum, { accounts }) => sum + accounts, 0);
  const counts = await countEventsByDay(database.read, shownDays);
  const eventsOf = (day: number, type: string): number =>
    counts.find((count) => count.day === day && count.type === type)?.events ?? 0;

  const today = Math.floor(clock.now() / dayMilliseconds);
  const days = Array.from({ length: shownDays }, (_, index) => today - shownDays + 1 + index);
  return {
    accounts: {
      total: sumOf({}),
      by_role: {
        user: sumOf({ role: 'user' }),
        moderator: sumOf({ role: 'moderator' }),
        admin: sumOf({ role: 'admin' }),
      },
      by_status: { active: sumOf({ status: 'active' }), suspended: sumOf({ status: 'suspended' }) },
    },
    days: days.map((day) => ({
      date: new Date(day * dayMilliseconds).toISOString().slice(0, 10),
      sign_ups: eventsOf(day, 'account_created'),
      sign_ins: eventsOf(day, 'sign_in_succeeded'),
      failed_sign_ins: eventsOf(day, 'sign_in_failed'),
    })),
  };
}
