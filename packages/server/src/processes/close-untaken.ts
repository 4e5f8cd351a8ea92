import type cluster from 'node:cluster';

type Worker = NonNullable<typeof cluster.worker>;
type Send = Worker['process']['send'];
type Handle = { close(): void };

/**
 * Node hands a connection over to a worker and keeps its own end until the worker has said that it took it. From one that dies
 * in between that word never comes, and the client would wait for as long as it has patience. There is one such connection
 * at most, the last: the next one waits for the word. To close what was closed already does nothing.
 */
export function closeUntaken(worker: Worker): void {
  let last: Handle | undefined;
  const { process: child } = worker;
  const send = child.send.bind(child);
  child.send = ((...given: Parameters<Send>) => {
    const handle: unknown = given[1];
    if (isHandle(handle)) last = handle;
    return send(...given);
  }) as Send;
  worker.once('exit', () => last?.close());
}

const isHandle = (value: unknown): value is Handle =>
  typeof value === 'object' && value !== null && 'close' in value && typeof value.close === 'function';
