import type { HistoryEvent } from './history.ts';

/** What a history says should not have been possible: the invariant, what broke it, and the event that shows it. */
export type Violation = { invariant: Invariant; rule: string; id: string; event: HistoryEvent };
type Invariant = 'P1' | 'P2' | 'P3' | 'P4' | 'P6' | 'P7' | 'P8' | 'P9' | 'nobody signed out';

/** What was kept does not fit what was answered. */
export type RecordViolation = { invariant: 'P1' | 'P5' | 'P6' | 'P10' | 'P11'; rule: string; id: string };
