// Runs in a process of its own, started by picture-process.ts: decoders of pictures have had faults that a picture could
// use, and what goes wrong here ends this process only.
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { type ReencodingReport, type ReencodingWork, tooMuchMemory } from './reencoding-messages.ts';

const watchMilliseconds = 5;

const report = (message: ReencodingReport): void => {
  process.send?.(message);
};

/** The work is done in threads of libvips, so this loop is free to look. */
function watchMemory(bound: number): NodeJS.Timeout {
  return setInterval(() => {
    if (process.memoryUsage.rss() > bound) process.exit(tooMuchMemory);
  }, watchMilliseconds);
}

function yieldToOthers(): void {
  try {
    setPriority(10);
    // Where memory runs out, the kernel takes this process and not the service.
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not Linux, or not allowed: time and memory are bounded all the same.
  }
}

async function start(): Promise<void> {
  yieldToOthers();
  const { recognizeFormat } = await import('./recognize-format.ts');
  const { reencodePicture } = await import('./reencode-picture.ts');
  const { PictureRefused } = await import('./picture.ts');
  process.on('message', ({ bytes, mostMemory }: ReencodingWork) => {
    const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const watch = watchMemory(recognizeFormat(given) === 'avif' ? mostMemory.avif : mostMemory.others);
    reencodePicture(given)
      .then(
        (picture) => report({ kind: 'picture', bytes: picture }),
        (error: unknown) => {
          if (!(error instanceof PictureRefused)) throw error;
          report({ kind: 'refused', refusal: { reason: error.reason, message: error.message } });
        },
      )
      .finally(() => clearInterval(watch))
      .catch((error: unknown) => {
        report({ kind: 'broken', message: String(error) });
        process.exit(1);
      });
  });
  report({ kind: 'ready' });
}

// The service decides when this ends, also when a terminal sends its signal to everybody; without the service it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
start().catch((error: unknown) => {
  report({ kind: 'broken', message: String(error) });
  process.exit(1);
});
