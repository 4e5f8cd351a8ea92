import { expect, inject, it } from 'vitest';
import { findFalseDeclarations } from '#platform/database/rehearse-migrations.ts';
import { migrations } from './migrations.ts';

// A rolling update has nodes of two releases on one database: what this finds is an outage of the older ones.
it('no migration does more than it declares: the release before can live with each that says it only adds', async () => {
  expect(await findFalseDeclarations(`${inject('postgresUrl')}/postgres`, await migrations.load())).toEqual([]);
});
