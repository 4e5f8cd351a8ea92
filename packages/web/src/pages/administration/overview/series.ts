import type { Statistics } from '@portress/sdk';

/** What is counted of each day, in the order of the page. */
export const series = ['sign_ins', 'failed_sign_ins', 'sign_ups'] as const;
export type Series = (typeof series)[number];
export type Day = Statistics['days'][number];
