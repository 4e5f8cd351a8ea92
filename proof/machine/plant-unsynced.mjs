// Loaded before the service, it makes each commit return without waiting for the disk: the fault that fault 2 has to find.
import { DatabaseSync } from 'node:sqlite';

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function execWithoutSync(sql) {
  return exec.call(this, sql.replace('synchronous = FULL', 'synchronous = OFF'));
};
