/** What to say of a database that has migrations which this version does not know. */
export const newerVersion = (unknown: readonly string[]): string =>
  `The database was migrated by a newer version of Portress (${unknown.join(', ')}): install that version, or restore the backup made before it.`;

/** Two versions must not work on one database: the older one would not know what the newer one relies on. */
export class NewerDatabase extends Error {
  constructor(unknown: readonly string[]) {
    super(newerVersion(unknown));
    this.name = 'NewerDatabase';
  }
}
