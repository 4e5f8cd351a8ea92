import type { TestApp } from '#test/test-app.ts';

type Definition = TestApp['app']['routes'][number];

/** To whom mails with a token go. */
export const addresses = {
  newcomer: 'newcomer@example.com',
  typing: 'typing@example.com',
  guest: 'guest@example.com',
  stranger: 'stranger@example.com',
} as const;

/** One entry of a list whose cursors are for its filters as well. */
export const firstPageOf = ({ path, contract }: Definition, accountId: string): string =>
  `${path.replace(':id', accountId)}?limit=1${contract.query?.shape.days === undefined ? '' : '&days=366'}`;
