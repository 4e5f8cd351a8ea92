import { spawnSync } from 'node:child_process';
import { root } from './start-service.ts';

/** The tests look at what is shipped: built now, unless the build that is there was made from the sources that are there. */
export default function buildWebClient(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build-web.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the web client could not be built; the message stands above');
}
