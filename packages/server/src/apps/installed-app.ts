import type { GuardContext } from '#features/sessions/guard.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Database } from '#platform/database/database.ts';
import type { Route } from '#platform/http/route.ts';
import type { Log } from '#platform/log.ts';
import type { PersonalData } from '#platform/personal-data.ts';

/** What an app is given to work with; `config` has more, and an app that reads more of it says so in its own type. */
export type AppContext = GuardContext & {
  log: Log;
  counters: Counters;
  config: GuardContext['config'] & { publicUrl: string };
};

/** What is there without a request: for housekeeping and for commands. */
export type BackgroundContext = Pick<AppContext, 'database' | 'clock'> & { log: Log };

export type SampleContext = { database: Database; clock: AppContext['clock'] };

/**
 * An app that lives on the service: it has accounts, roles, limits, documentation, export and erasure from below, and adds
 * routes over tables of its own. One folder, one migration and one line in `installed.ts`.
 */
export type InstalledApp<C extends AppContext = AppContext> = {
  /** The heading of its calls in the API reference, after those of the service itself. */
  tag: string;
  routes(context: C): Route[];
  personalData: PersonalData;
  /**
   * Fills an account with something to look at. The same seed gives the same; what is there already is left as it is.
   *
   * @returns how many of each were made, by what one calls them
   */
  giveSamples(context: SampleContext, target: { accountId: string; seed: number }): Promise<Record<string, number>>;
  /** What goes on beside requests, from the start of a process to its end. */
  start?(context: BackgroundContext): { stop(): Promise<void> };
  /** Removes what has expired; called at the start and every ten minutes. */
  sweep?(context: BackgroundContext): Promise<void>;
};
