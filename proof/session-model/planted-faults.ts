import { type Rules, rulesOf } from './table.ts';

type Limits = { grace: number; idle: number };
/** A table with one thing wrong in it. */
export type PlantedFault = { name: string; plant(rules: Rules, limits: Limits): Partial<Rules> };

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'the grace of a parent counts from when its child was made',
    plant: (_, { grace }) => ({
      isParentAnswered: ({ provedAt, madeAt }, now) => provedAt === null || now <= madeAt + grace,
    }),
  },
  {
    name: 'the grace of a parent counts from when the window opened',
    plant: (_, { grace }) => ({
      isParentAnswered: ({ provedAt, windowAt }, now) => provedAt === null || now <= windowAt + grace,
    }),
  },
  {
    name: 'a young access token proves the arrival',
    plant: () => ({ isProvedByAccess: (row, access) => access.generation === row.generation }),
  },
  {
    name: 'an access token of another generation proves the arrival',
    plant: (_, { grace }) => ({ isProvedByAccess: (_row, access, now) => access.issuedAt + grace <= now }),
  },
  {
    name: 'the current token proves its arrival in its first window as well',
    plant: () => ({ isProvedByShowing: () => true }),
  },
  { name: 'the current token never proves its arrival', plant: () => ({ isProvedByShowing: () => false }) },
  { name: 'the WHERE leaves the parent out', plant: () => ({ isParentAnswered: () => false }) },
  {
    name: 'a parent is answered however long its child has been proved',
    plant: () => ({ isParentAnswered: () => true }),
  },
  {
    name: 'a parent is still answered when a grandchild exists',
    plant: (rules) => ({
      isOlderAnswered: (row, generation, now) => generation === row.generation - 2 && rules.isParentAnswered(row, now),
    }),
  },
  {
    name: 'a re-issue does not move the window',
    plant: () => ({ reissue: (row) => ({ ...row, reissues: row.reissues + 1 }) }),
  },
  {
    name: 'a re-issue is not counted',
    plant: () => ({ reissue: (row, now) => ({ ...row, windowAt: now }) }),
  },
  {
    name: 'a rotation keeps the proof of the generation before',
    plant: (rules) => ({ rotate: (row, key, now) => ({ ...rules.rotate(row, key, now), provedAt: row.provedAt }) }),
  },
  {
    name: 'a rotation keeps the re-issues of the generation before',
    plant: (rules) => ({ rotate: (row, key, now) => ({ ...rules.rotate(row, key, now), reissues: row.reissues }) }),
  },
  {
    name: 'the window closes at its last instant (< for <=)',
    plant: (_, { grace }) => ({ isKept: ({ generation, windowAt }, now) => generation > 1 && now < windowAt + grace }),
  },
  {
    name: 'the grace of a parent closes at its last instant (< for <=)',
    plant: (_, { grace }) => ({
      isParentAnswered: ({ provedAt }, now) => provedAt === null || now < provedAt + grace,
    }),
  },
  {
    name: 'an access token has to be older than a grace (< for <=)',
    plant: (_, { grace }) => ({
      isProvedByAccess: (row, access, now) => access.generation === row.generation && access.issuedAt + grace < now,
    }),
  },
  {
    name: 'the first token is kept within a grace, as the later ones are',
    plant: (_, { grace }) => ({ isKept: ({ windowAt }, now) => now <= windowAt + grace }),
  },
  {
    name: 'idle counts from when the generation was made',
    plant: (_, { idle }) => ({
      hasTimedOut: ({ absoluteAt, madeAt }, now) => absoluteAt <= now || madeAt + idle <= now,
    }),
  },
  {
    name: 'the absolute end is forgotten',
    plant: (_, { idle }) => ({ hasTimedOut: ({ windowAt }, now) => windowAt + idle <= now }),
  },
  {
    name: 'idle time is forgotten',
    plant: () => ({ hasTimedOut: ({ absoluteAt }, now) => absoluteAt <= now }),
  },
  {
    name: 'the successor is minted with the key of the node that is asked',
    plant: () => ({ mintingKey: (_row, key) => key }),
  },
  { name: 'a replay is refused and ends nothing', plant: () => ({ end: (row) => row }) },
  { name: 'a token of a restored backup ends the session', plant: (rules) => ({ meetFuture: rules.end }) },
];

export function rulesWith({ plant }: PlantedFault, limits: Limits): Rules {
  const rules = rulesOf(limits);
  return { ...rules, ...plant(rules, limits) };
}
