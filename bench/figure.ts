import type { Spread } from './statistics.ts';

/** What a run of the measurements is given. */
export type Bench = {
  /** Few and short rounds: to see that it works, not to quote. */
  isQuick: boolean;
  /** Empty at first, removed in the end. */
  directory: string;
  /** The first of ten ports that are free for servers of ours. */
  firstPort: number;
  /** A PostgreSQL server on which databases may be made and dropped; null leaves it out. */
  postgresUrl: string | null;
  /** One line about what goes on now. */
  tell(line: string): void;
};

/** One line of the table of all figures. */
export type Result = {
  goal: string;
  limit: string;
  /** As it is quoted, such as `0.81` or `140 MiB`. */
  measured: string;
  /** The least and the most of the rounds. */
  spread: string;
  prototype: string;
  reach: string;
  isReached: boolean;
};

/** One line of a figure's own table: one subject, its rate and what a request of it costs. */
export type Subject = {
  name: string;
  unit: string;
  rate: Spread;
  /** Processor time of the measured process for one request, in microseconds. */
  cpu?: Spread;
  /** The same of the process that sent the load. */
  clientCpu?: Spread;
};

export type Findings = {
  results: Result[];
  subjects: Subject[];
  /** Sentences for a reader: what was done, and what was seen beside the figures. */
  notes: string[];
};

export type Figure = {
  /** As the tables and the command line call it. */
  id: string;
  title: string;
  /** What has to be installed first, as a sentence; null where nothing is missing. Figures without it need nothing. */
  findMissing?(): string | null;
  measure(bench: Bench): Promise<Findings>;
};
