import type { Terminal } from './terminal.ts';

/** Tells how far something long has come, on standard error: a bar where a person watches, a line now and then elsewhere. */
export type Progress = { update(done: number): void; stop(): void };

const lineEveryMilliseconds = 5000;

/** @param noun what is counted, such as `rows` */
export async function startProgress(
  terminal: Terminal,
  { total, noun, isSilentElsewhere = false }: { total: number; noun: string; isSilentElsewhere?: boolean },
): Promise<Progress> {
  if (terminal.isInteractive) return startBar(total, noun);
  return isSilentElsewhere ? { update: () => {}, stop: () => {} } : startLines(terminal, total, noun);
}

async function startBar(total: number, noun: string): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const format = `{bar} {percentage}% · {value} of {total} ${noun} · {eta_formatted} left`;
  const bar = new cliProgress.SingleBar({ format, etaBuffer: 100, barsize: 30 }, cliProgress.Presets.shades_classic);
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function startLines(terminal: Terminal, total: number, noun: string): Progress {
  let toldAt = performance.now();
  return {
    update: (done) => {
      if (performance.now() - toldAt < lineEveryMilliseconds) return;
      toldAt = performance.now();
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      terminal.error(`${percent}%: ${done} of ${total} ${noun}\n`);
    },
    stop: () => {},
  };
}
