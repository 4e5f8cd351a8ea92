import type { Announcement, Topic } from './database.ts';

export type Announcements = {
  subscribe(topic: Topic, listener: (id: string) => void): void;
  publish(announcements: readonly Announcement[]): void;
};

/** Who wants to hear of which changes, within this process. */
export function createAnnouncements(): Announcements {
  const listeners = new Map<Topic, ((id: string) => void)[]>();
  return {
    subscribe: (topic, listener) => {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
    },
    publish: (announcements) => {
      for (const { topic, id } of announcements) for (const listener of listeners.get(topic) ?? []) listener(id);
    },
  };
}
