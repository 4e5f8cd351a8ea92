import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '#platform/log.ts';
import type { Announcements } from './announcements.ts';
import { keepAlive } from './postgres-pool.ts';
import { readPayload } from './signal-payloads.ts';

export const signalChannel = 'portress';
/** By this name the connections of all nodes are found and counted. */
const applicationName = 'portress signals';

const connectMilliseconds = 2000;
const probeEveryMilliseconds = 1000;
/** With the pause before it: a peer that has vanished without a word is noticed within three seconds. */
const probeMilliseconds = 1500;
const pauses = { first: 100, longest: 2000 };

export type SignalListener = {
  /** Processes that listen on this database, this one included; as long as it cannot be counted, what it was last. */
  nodes(): number;
  stop(): Promise<void>;
};

/** One round trip: does the connection live, does it listen, is it the same as before, and how many others do so? */
const probe = `SELECT (SELECT COUNT(*) FROM pg_listening_channels() AS name WHERE name = '${signalChannel}') AS channels,
  pg_backend_pid() AS pid, (SELECT COUNT(*) FROM pg_stat_activity
   WHERE datname = current_database() AND application_name = '${applicationName}') AS nodes`;
type Probed = { channels: number; pid: number; nodes: number };

const complaints = {
  away: 'changes of other nodes are not heard at once: the connection that listens is away',
  refused: 'changes of other nodes are not heard at once: LISTEN is refused',
  pooled: 'changes of other nodes are not heard at once: a pooler hands each statement to another connection',
};

/**
 * Hears of what other processes have committed, on a connection of its own. Whatever is the matter with it stops nobody:
 * as long as it hears nothing, everybody who keeps copies is told about once a second that something may have been missed.
 *
 * @param options `sender` is who we are: what this process has told comes back, and was heard already
 */
export function listenForSignals(options: {
  url: string;
  sender: string;
  announcements: Pick<Announcements, 'receive' | 'missed'>;
  log: Pick<Log, 'warn' | 'info'>;
}): SignalListener {
  const { url, sender, announcements, log } = options;
  let nodes = 1;
  let isStopping = false;
  let leave = (): void => {};
  /** Said once, until it is over. */
  let said: string | undefined;
  const complain = (sentence: string, error?: unknown): void => {
    announcements.missed();
    if (said === sentence || isStopping) return;
    said = sentence;
    log.warn({ err: error }, sentence);
  };
  const rejoice = (): void => {
    announcements.missed();
    if (said !== undefined) log.info('changes of other nodes are heard again');
    said = undefined;
  };

  const hear = (payload: string | undefined): void => {
    const signal = payload === undefined ? undefined : readPayload(payload);
    if (signal === undefined || signal.sender === sender) return;
    if (signal.announcements === null) announcements.missed();
    else announcements.receive(signal.announcements);
  };
  const look = async (client: pg.Client): Promise<Probed> => {
    const found = (await client.query<Probed>(probe)).rows[0];
    if (found === undefined) throw new Error('a SELECT without FROM has answered nothing');
    nodes = Math.max(1, found.nodes);
    return found;
  };
  /** Ends by an error, or when it is to stop. */
  const stayOn = async (client: pg.Client, pause: (milliseconds: number) => Promise<void>): Promise<void> => {
    const refusal = await beginListening(client);
    if (refusal !== undefined) complain(complaints.refused, refusal);
    else rejoice();
    const first = await look(client);
    for (let isPooled = false; !isStopping; ) {
      await pause(probeEveryMilliseconds);
      if (isStopping) return;
      const { pid, channels } = await look(client);
      isPooled ||= pid !== first.pid || (refusal === undefined && channels === 0);
      if (isPooled) complain(complaints.pooled);
      else if (refusal !== undefined) announcements.missed();
    }
  };

  const follow = async (): Promise<void> => {
    for (let wait = pauses.first; !isStopping; wait = Math.min(wait * 2, pauses.longest)) {
      const client = new pg.Client({ connectionString: url, ...limits, ...keepAlive });
      const leaving = new AbortController();
      leave = () => {
        leaving.abort();
        destroy(client);
      };
      const pauseHere = (milliseconds: number): Promise<void> =>
        pause(milliseconds, undefined, { signal: leaving.signal }).catch(() => {});
      // Also where nothing is asked of it: without a listener its loss would end the process.
      client.on('error', () => leaving.abort());
      client.on('end', () => leaving.abort());
      client.on('notification', ({ payload }) => hear(payload));
      try {
        await client.connect();
        wait = pauses.first;
        await stayOn(client, pauseHere);
      } catch (error) {
        complain(complaints.away, error);
      }
      destroy(client);
      const waiting = new AbortController();
      leave = () => waiting.abort();
      if (!isStopping)
        await pause(wait * (0.5 + Math.random() / 2), undefined, { signal: waiting.signal }).catch(() => {});
    }
  };
  const following = follow();
  return {
    nodes: () => nodes,
    stop: async () => {
      isStopping = true;
      leave();
      await following;
    },
  };
}

/** @returns why the server will not have it: a pooler, or a copy that only reads */
async function beginListening(client: pg.Client): Promise<Error | undefined> {
  try {
    await client.query(`SET application_name = '${applicationName}'; LISTEN ${signalChannel}`);
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error;
    throw error;
  }
}

const limits = {
  application_name: applicationName,
  connectionTimeoutMillis: connectMilliseconds,
  query_timeout: probeMilliseconds,
};

/** Without a farewell: nothing is open on it, and a server that has vanished would not hear it. */
function destroy(client: pg.Client): void {
  (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
}
