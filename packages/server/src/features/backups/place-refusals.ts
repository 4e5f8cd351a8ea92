/** Somebody uses the database that is to be replaced. */
export class PlaceInUse extends Error {
  constructor(by: string) {
    super(`The database is in use (${by}): stop the service, and every command. Nothing was changed.`);
    this.name = 'PlaceInUse';
  }
}

/** There are accounts that would be lost. */
export class PlaceTaken extends Error {
  constructor(reason: string) {
    super(`${reason} Nothing was changed.`);
    this.name = 'PlaceTaken';
  }
}
