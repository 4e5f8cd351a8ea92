import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { createSqliteTemplate, makeDirectory } from '#test/global-setup.ts';

/** Hundreds of runs share one template, in memory where there is room; no PostgreSQL is started. */
export default async function setup(project: TestProject): Promise<() => void> {
  const directory = makeDirectory();
  project.provide('sqliteTemplate', await createSqliteTemplate(directory));
  project.provide('postgresUrl', 'postgres://there-is-none-in-this-run');
  return () => rmSync(directory, { recursive: true, force: true });
}
