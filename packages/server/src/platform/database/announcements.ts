/** What may be announced: rows that something keeps a copy of in memory, or tells others about. */
export const topics = ['accounts', 'revocations', 'service_keys', 'account_events', 'signing_keys'] as const;
export type Topic = (typeof topics)[number];
export type Announcement = { topic: Topic; id: string };

/**
 * Hears the id of each change. `null` says that changes may have been missed, because the way to the other nodes was cut
 * for a while: whoever keeps copies forgets them all, or asks the database what is new.
 */
export type Listener = (id: string | null) => void;

/** A way to the other nodes: Redis, or the database itself. It may lose what it carries; the database is the only truth. */
export type Carrier = {
  /** Called after the commit, without being waited for; it must not throw. */
  send(announcements: readonly Announcement[]): void;
};

export type Announcements = {
  /** @returns what ends it */
  subscribe(topic: Topic, listener: Listener): () => void;
  /** For whoever commits: tells the subscribers of this process, then hands it to the carriers. */
  publish(announcements: readonly Announcement[]): void;
  /** For a carrier: what another node has told. */
  receive(announcements: readonly Announcement[]): void;
  /** For a carrier that was cut off for a while: anything may have changed meanwhile. */
  missed(): void;
  /** @returns what takes the carrier off again */
  carryBy(carrier: Carrier): () => void;
};

/** Who wants to hear of which changes, and who carries them further. */
export function createAnnouncements(): Announcements {
  const listeners = new Map<Topic, Set<Listener>>();
  const carriers = new Set<Carrier>();
  const receive = (announcements: readonly Announcement[]): void => {
    for (const { topic, id } of announcements) for (const listener of listeners.get(topic) ?? []) listener(id);
  };
  return {
    subscribe: (topic, listener) => {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(listener));
      return () => ofTopic.delete(listener);
    },
    publish: (announcements) => {
      if (announcements.length === 0) return;
      receive(announcements);
      for (const carrier of carriers) carrier.send(announcements);
    },
    receive,
    missed: () => {
      for (const ofTopic of listeners.values()) for (const listener of ofTopic) listener(null);
    },
    carryBy: (carrier) => {
      carriers.add(carrier);
      return () => carriers.delete(carrier);
    },
  };
}
