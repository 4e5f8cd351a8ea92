/** A request on its way: the generation that it shows, and how long ago it was sent. */
export type Request = { readonly shown: number; readonly age: number };
/** What was given in an answer, and how old the access token in it is. */
export type Given = { readonly generation: number; readonly age: number };

export type Tab = {
  /** The exchange that the tab waits for, and the answers to it that are on their way. */
  readonly exchange: (Request & { readonly isUnderWay: boolean; readonly answers: readonly Given[] }) | null;
  /** The access token in its memory. */
  readonly access: Given | null;
};

/** The tabs of one device, which share one store and no lock. A crash takes what is not on the disk yet. */
export type Client = {
  readonly held: number;
  readonly onDisk: number;
  /** How old the access token is that came with what is not on the disk yet. */
  readonly unflushedAge: number;
  readonly tabs: readonly Tab[];
  /** Requests that nobody waits for any more. They may still arrive, and again. */
  readonly strays: readonly Request[];
};

const idleTab: Tab = { exchange: null, access: null };

export const newClient = (tabs: number): Client => ({
  held: 1,
  onDisk: 1,
  unflushedAge: 0,
  tabs: Array.from({ length: tabs }, () => idleTab),
  strays: [],
});

const withTab = (client: Client, index: number, tab: Tab): Client => ({
  ...client,
  tabs: client.tabs.with(index, tab),
});

function withStray(
  { strays }: Pick<Client, 'strays'>,
  request: Tab['exchange'],
  mostStrays: number,
): readonly Request[] {
  if (
    request === null ||
    !request.isUnderWay ||
    strays.some((one) => one.shown === request.shown && one.age === request.age)
  )
    return strays;
  return strays.length < mostStrays ? [...strays, { shown: request.shown, age: request.age }] : strays;
}

/**
 * A tab exchanges what the store holds, and gives up an exchange that it still waited for.
 *
 * @returns undefined where the world has no room for one more request on its way
 */
export function begin(client: Client, index: number, mostStrays: number): Client | undefined {
  const tab = client.tabs[index] ?? idleTab;
  const strays = withStray(client, tab.exchange, mostStrays);
  if (tab.exchange?.isUnderWay && strays.length === client.strays.length) return undefined;
  return {
    ...withTab(client, index, { ...tab, exchange: { shown: client.held, age: 0, isUnderWay: true, answers: [] } }),
    strays,
  };
}

export const flush = (client: Client): Client => ({ ...client, onDisk: client.held, unflushedAge: 0 });

/** Which answers change what the store holds: each that comes, as with a cookie; those that bring another token than was shown; or newer ones. */
export type Keeping = 'each' | 'another' | 'newer';
export type Hearing = {
  mostStrays: number;
  keeping: Keeping;
  /** Whether access tokens are cookies as well: then all tabs have the one that came last, and never one of another exchange than the store's. */
  isAccessShared: boolean;
};

/** An answer arrives where it is waited for. */
export function hear(
  client: Client,
  index: number,
  answer: Given,
  { mostStrays, keeping, isAccessShared }: Hearing,
): Client {
  const tab = client.tabs[index] ?? idleTab;
  // What waits for the disk already does not begin to wait anew.
  const waited = answer.generation === client.held ? client.unflushedAge : 0;
  const isNews = answer.generation !== client.onDisk;
  const heard: Client = {
    ...client,
    tabs: client.tabs.map((one, at) => ({
      exchange: at === index ? null : one.exchange,
      access: at === index || isAccessShared ? answer : one.access,
    })),
    // A copy of the request that was answered may still be about.
    strays: withStray(client, tab.exchange, mostStrays),
  };
  if (keeping === 'newer' && answer.generation < client.held) return heard;
  if (keeping === 'another' && answer.generation === tab.exchange?.shown) return heard;
  return {
    ...heard,
    held: answer.generation,
    unflushedAge: isNews ? Math.max(waited, answer.age) : 0,
  };
}

/** The browser or the phone dies: what it held in memory has gone, what it sent may still arrive. */
export function crash(client: Client, mostStrays: number): Client {
  const strays = client.tabs.reduce<readonly Request[]>(
    (strays, { exchange }) => withStray({ strays }, exchange, mostStrays),
    client.strays,
  );
  return { ...client, held: client.onDisk, unflushedAge: 0, tabs: client.tabs.map(() => idleTab), strays };
}

/**
 * A unit of time passes: exchanges are given up after their patience, and so long their messages may be under way; what is not on the
 * disk yet is there before its access token is a grace old.
 */
export function ageClient(client: Client, { patience, grace }: { patience: number; grace: number }): Client {
  const unflushedAge = client.held === client.onDisk ? 0 : client.unflushedAge + 1;
  const isFlushed = unflushedAge >= grace;
  return {
    held: client.held,
    onDisk: isFlushed ? client.held : client.onDisk,
    unflushedAge: isFlushed ? 0 : unflushedAge,
    tabs: client.tabs.map(({ exchange, access }) => ({
      exchange:
        exchange === null || exchange.age + 1 > patience
          ? null
          : {
              ...exchange,
              age: exchange.age + 1,
              answers: exchange.answers.map((answer) => ({ ...answer, age: answer.age + 1 })),
            },
      access: access === null ? null : { ...access, age: Math.min(access.age + 1, grace) },
    })),
    strays: client.strays.map(({ shown, age }) => ({ shown, age: age + 1 })).filter(({ age }) => age <= patience),
  };
}

/** It will not arrive again. */
export const arrived = (client: Client, tab: number | null, request: Request): Client =>
  tab === null
    ? { ...client, strays: client.strays.filter((stray) => stray !== request) }
    : {
        ...client,
        tabs: client.tabs.map((one, index) =>
          index === tab && one.exchange !== null ? { ...one, exchange: { ...one.exchange, isUnderWay: false } } : one,
        ),
      };

export const answered = (client: Client, tab: number, generation: number): Client => ({
  ...client,
  tabs: client.tabs.map((one, index) => {
    if (index !== tab || one.exchange === null) return one;
    const isKnown = one.exchange.answers.some((answer) => answer.generation === generation && answer.age === 0);
    if (isKnown) return one;
    const answers = [...one.exchange.answers, { generation, age: 0 }];
    return { ...one, exchange: { ...one.exchange, answers } };
  }),
});
