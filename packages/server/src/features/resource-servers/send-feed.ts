import { type EventStream, toEvent } from '#platform/http/event-stream.ts';

/** Something that gets a number each time, read by several who all keep a copy. */
export type Feed<Item extends { sequence: number }> = {
  /** Up to where the database has it. */
  findLast(): Promise<number>;
  /** Before it something is missing that a reader would have to be told. */
  findForgotten(): Promise<number>;
  page(range: { after: number; upTo: number }): AsyncIterable<Item[]>;
  toEvent(item: Item): string;
  /** The event that a reader starts with who has nothing, or something of another database; in pieces, as it may be long. */
  snapshot(last: number): AsyncIterable<string>;
  followed: {
    readonly sequence: number;
    follow(listener: (found: readonly Item[]) => void): () => void;
  };
};

const heartbeatMilliseconds = 900;

/**
 * Sends a feed without gaps or repeats: what the reader has missed out of the database, then what this node hears.
 *
 * A heartbeat says that everything up to its sequence has been sent as of now. It comes with the polls of the database, so a
 * node that cannot read its database sends none, and whoever counts on it learns that it is stale rather than trust it.
 *
 * @param resumeAt what the reader got last; null for nothing
 */
export async function sendFeed<Item extends { sequence: number }>(
  stream: EventStream,
  feed: Feed<Item>,
  resumeAt: number | null,
): Promise<void> {
  let sent = await begin(stream, feed, resumeAt);
  for (let isBehind = true; isBehind; ) {
    const heard = feed.followed.sequence;
    const last = await feed.findLast();
    await sendPieces(stream, eventsOf(feed, { after: sent, upTo: last }));
    if (!stream.isOpen) return;
    sent = Math.max(sent, last);
    // As far as this node has heard by now; unless the database went back under it, which no reading mends.
    isBehind = feed.followed.sequence > sent && last >= heard;
  }
  let beatAt = performance.now();
  stream.send(heartbeat(sent));
  // Nothing was waited for since this node's sequence was seen to be no larger: whatever comes is told from here on.
  const unfollow = feed.followed.follow((found) => {
    const news = found.filter(({ sequence }) => sequence > sent);
    sent = news.at(-1)?.sequence ?? sent;
    if (news.length > 0) stream.send(news.map(feed.toEvent).join(''));
    if (performance.now() - beatAt < heartbeatMilliseconds) return;
    beatAt = performance.now();
    stream.send(heartbeat(sent));
  });
  stream.onEnd(unfollow);
}

const heartbeat = (sequence: number): string => toEvent({ event: 'heartbeat', data: { sequence } });

/** @returns up to where the reader has everything now */
async function begin<Item extends { sequence: number }>(
  stream: EventStream,
  feed: Feed<Item>,
  resumeAt: number | null,
): Promise<number> {
  const [last, forgotten] = [await feed.findLast(), await feed.findForgotten()];
  // Larger than the database's own: it was restored from a backup, and the numbers mean something else now.
  if (resumeAt !== null && resumeAt >= forgotten && resumeAt <= last) return resumeAt;
  await sendPieces(stream, feed.snapshot(last));
  return last;
}

async function* eventsOf<Item extends { sequence: number }>(
  feed: Feed<Item>,
  range: { after: number; upTo: number },
): AsyncGenerator<string> {
  for await (const items of feed.page(range)) yield items.map(feed.toEvent).join('');
}

/** Reads on only as long as somebody listens. */
async function sendPieces(stream: EventStream, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    await stream.sendAtTheirPace(piece);
    if (!stream.isOpen) return;
  }
}
