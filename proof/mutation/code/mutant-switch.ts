import { writeFileSync } from 'node:fs';
import { afterAll, inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The mutant that is on in this run, by its id. */
    activeMutant: string | null;
    /** Where the tests of a file say which mutants they come by, as JSON. */
    coverageTo: string | null;
  }
}

/** What the switches in the code ask, and where they tell that they were asked. */
type Switches = {
  activeMutant: string | undefined;
  /** A mutant that makes a loop without an end fails by this, long before anybody has to end the process. */
  hitCount: number;
  hitLimit: number;
  mutantCoverage?: { static: Record<string, number> };
};

declare global {
  var __stryker__: Switches | undefined;
}

const mostHits = 3_000_000;

writeFileSync(inject('processTo'), String(process.pid));
// Loaded before each file of tests, whose modules may be there already: the object stays the same one.
globalThis.__stryker__ ??= { activeMutant: inject('activeMutant') ?? undefined, hitCount: 0, hitLimit: mostHits };

const coverageTo = inject('coverageTo');
if (coverageTo !== null)
  afterAll(() =>
    writeFileSync(coverageTo, JSON.stringify(Object.keys(globalThis.__stryker__?.mutantCoverage?.static ?? {}))),
  );
