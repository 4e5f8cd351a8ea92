import { spawn } from 'node:child_process';

/**
 * From now on every sync that the process asks for fails, and is not done.
 *
 * @returns what lets it sync again
 */
export async function failSyncs(pid: number, error: 'EIO' | 'ENOSPC'): Promise<() => Promise<void>> {
  const inject = `inject=fsync,fdatasync:error=${error}`;
  const given = ['-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', inject, '-p', String(pid)];
  const tracer = spawn('strace', given, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => tracer.once('exit', () => resolve()));
  const endTracer = (): void => void tracer.kill('SIGTERM');
  process.once('exit', endTracer);
  await new Promise<void>((resolve, reject) => {
    let told = '';
    tracer.stderr.on('data', (part) => {
      told += String(part);
      if (told.includes('attached')) resolve();
    });
    tracer.once('exit', () => reject(new Error(`the process could not be traced: ${told}`)));
  });
  return async () => {
    endTracer();
    await ended;
    process.off('exit', endTracer);
  };
}
