const hour = 3600;
const day = 24 * hour;

/** How long an invitation may wait, in seconds. */
export const lifetimes = { hour, day, week: 7 * day, month: 30 * day } as const;
