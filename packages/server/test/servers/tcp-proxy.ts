import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be made slow, silent or cut while it is used. */
export type TcpProxy = {
  port: number;
  /** Connections that are open right now. */
  readonly connections: number;
  /** Bytes of both directions come this much later. */
  delay(milliseconds: number): void;
  /** Takes connections and bytes, and passes nothing on: what a firewall that drops looks like. `false` lets all of it through. */
  swallow(isOn?: boolean): void;
  /** Ends every connection and refuses new ones, until `restore`. */
  cut(): void;
  restore(): void;
  /** Called with each chunk that the server sends, before it is passed on; `cut` in it loses the answer. */
  onAnswer(listener: ((chunk: Buffer) => void) | undefined): void;
  close(): Promise<void>;
};

export async function startTcpProxy(targetPort: number, targetHost = '127.0.0.1'): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  let delay = 0;
  let isSwallowing = false;
  let isCut = false;
  let listener: ((chunk: Buffer) => void) | undefined;
  let held: (() => void)[] = [];

  const pass = (to: Socket, chunk: Buffer): void => {
    const write = (): void => {
      if (!to.destroyed) to.write(chunk);
    };
    if (isSwallowing) held.push(write);
    else if (delay > 0) setTimeout(write, delay);
    else write();
  };
  const proxy = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const server = connect(targetPort, targetHost);
    const pair = { client, server };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (chunk) => pass(server, chunk));
    server.on('data', (chunk) => {
      listener?.(chunk);
      pass(client, chunk);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    pairs.clear();
    held = [];
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    get connections() {
      return pairs.size;
    },
    delay: (milliseconds) => {
      delay = milliseconds;
    },
    swallow: (isOn = true) => {
      isSwallowing = isOn;
      if (!isOn) for (const write of held.splice(0)) write();
    },
    cut: () => {
      isCut = true;
      cutAll();
    },
    restore: () => {
      isCut = false;
    },
    onAnswer: (next) => {
      listener = next;
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
