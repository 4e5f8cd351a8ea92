import { spawnSync } from 'node:child_process';
import { root } from './start-service.ts';

/** The tests look at what is shipped: web client and documentation are built now, unless they are there as their sources are. */
export default function buildPages(): void {
  for (const script of ['scripts/build-web.mjs', 'scripts/build-documentation.mjs']) {
    const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${script} failed; the message stands above`);
  }
}
