/** How long an invitation may live, in seconds: a week unless said otherwise. */
export const invitationSeconds = { least: 60, usual: 7 * 24 * 3600, most: 30 * 24 * 3600 } as const;
