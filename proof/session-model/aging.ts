import type { Row } from './table.ts';

/** In a searched world it is always now 0: what has happened lies below, and time passes by moving it. */
export const now = 0;

const older = (at: number, oldest: number): number => Math.max(at - 1, -oldest);

/** A unit of time passes for a row. @param oldest beyond which nothing depends on how long ago something was */
export const ageRow = (row: Row, oldest: number): Row => ({
  ...row,
  madeAt: older(row.madeAt, oldest),
  windowAt: older(row.windowAt, oldest),
  provedAt: row.provedAt === null ? null : older(row.provedAt, oldest),
  absoluteAt: Math.max(row.absoluteAt - 1, 0),
});

/** From the third generation on all are alike: one is counted back, so that a world stays finite. */
export const mostGenerations = 3;

export const countBack = (generation: number): number => Math.max(1, generation - 1);

export const rowKey = ({ generation, key, madeAt, windowAt, reissues, provedAt, absoluteAt, isEnded }: Row): string =>
  [generation, key, madeAt, windowAt, reissues, provedAt, absoluteAt, isEnded].join();
