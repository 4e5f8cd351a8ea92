import { setTimeout as wait } from 'node:timers/promises';
import type { Installation } from '#proof/installation/installation.ts';
import { pickOne, type Random, seededRandom } from '#proof/random.ts';
import type { Door } from './ask.ts';
import { confirmByMail } from './confirmations.ts';
import { type Device, type People, password } from './people.ts';
import { resetByMail } from './resets.ts';

export type BaseLoad = {
  /** Those that go on. */
  readonly devices: readonly Device[];
  /** Whose end was asked for, or who were told of it. */
  readonly ended: readonly Device[];
  /** Of each account the passwords that may be right: one, or two after a reset that nobody answered. */
  readonly passwords: ReadonlyMap<string, readonly string[]>;
  /** Resolves when the last request has come to its end. */
  stop(): Promise<void>;
};

/** In a hundred requests. What ends something is a sign-out, one of everything that an account has, or a replay. */
const shares = { signUp: 5, signIn: 20, refresh: 40, read: 25, end: 5, oneTime: 5 };
const finalCodes: ReadonlySet<string | undefined> = new Set(['session_ended', 'invalid_refresh_token']);

type LoadOptions = { devices: readonly Device[]; seed: number; lanes?: number; pauseMilliseconds?: number };

/**
 * The base load: people go about their business until it is stopped, each device one request at a time, to whichever node. The same
 * seed makes the same choices; what comes of them is the machine's. A sign-in is 20 ms of a core: three lanes leave room on two.
 */
export function startBaseLoad(
  people: People,
  { nodes, mail }: Pick<Installation, 'nodes' | 'mail'>,
  { devices, seed, lanes = 3, pauseMilliseconds = 20 }: LoadOptions,
): BaseLoad {
  const random = seededRandom(seed);
  const anyNode = (): Door => pickOne(random, nodes);
  const pool = [...devices];
  const ended: Device[] = [];
  const passwords = new Map<string, readonly string[]>(devices.map(({ account }) => [account, [password]]));
  /** Spent tokens of a session, oldest first: only one that is older than the parent is a replay for certain. */
  const spent = new Map<string, string[]>();
  const inReset = new Set<string>();
  /** Who signed up and has not pressed the button of the mail yet. */
  const unconfirmed: string[] = [];
  let isOver = false;

  const signUp = async (): Promise<void> => {
    const account = await people.signUp(anyNode());
    if (account === undefined) return;
    passwords.set(account, [password]);
    unconfirmed.push(account);
  };
  const signIn = async (): Promise<void> => {
    const account = pickOne(random, [...passwords.keys()]);
    const [right, ...others] = passwords.get(account) ?? [];
    if (right === undefined || others.length > 0 || inReset.has(account)) return;
    const device = await people.signIn(anyNode(), account, random() < 0.3 ? 'cookie' : 'body', right);
    if (device !== undefined) pool.push(device);
  };
  const reset = async (): Promise<void> => {
    const account = pickOne(random, [...passwords.keys()]);
    if (inReset.has(account)) return;
    inReset.add(account);
    const known = await resetByMail(people, { mail, nodes: [anyNode(), anyNode()], account });
    if (known !== undefined)
      passwords.set(account, known.isCertain ? [known.password] : [known.password, ...(passwords.get(account) ?? [])]);
    inReset.delete(account);
  };
  const confirm = async (): Promise<void> => {
    const account = unconfirmed.shift();
    if (account !== undefined) await confirmByMail(people, { mail, nodes: [anyNode(), anyNode()], account });
  };
  const end = async (device: Device): Promise<void> => {
    const dice = random();
    const oldest = spent.get(device.session)?.at(0);
    const isReplay = dice > 0.8 && oldest !== undefined && (spent.get(device.session)?.length ?? 0) > 1;
    const asked = isReplay
      ? await people.replay(anyNode(), device, oldest)
      : dice > 0.6 && device.accessToken !== null
        ? await people.signOutEverywhere(anyNode(), device)
        : await people.signOut(anyNode(), device);
    // What was refused has ended nothing: thieves may not spend what an honest device goes on with.
    (asked.outcome === 'fail' ? pool : ended).push(device);
  };
  const exchange = async (device: Device): Promise<string | undefined> => {
    const shown = device.refreshToken;
    const { code } = await people.refresh(anyNode(), device);
    if (device.refreshToken !== shown) spent.set(device.session, [...(spent.get(device.session) ?? []), shown]);
    return code;
  };
  const use = async (device: Device, isRefresh: boolean): Promise<void> => {
    let code = isRefresh ? await exchange(device) : (await people.read(anyNode(), device)).code;
    if (code === 'invalid_token') code = await exchange(device);
    (finalCodes.has(code) ? ended : pool).push(device);
  };
  const withDevice = async (work: (device: Device) => Promise<void>): Promise<void> => {
    const [device] = pool.splice(Math.floor(random() * pool.length), 1);
    if (device !== undefined) await work(device);
  };
  const steps: readonly [number, () => Promise<void>][] = [
    [shares.signUp, signUp],
    [shares.signIn, signIn],
    [shares.refresh, () => withDevice((device) => use(device, true))],
    [shares.read, () => withDevice((device) => use(device, device.accessToken === null))],
    [shares.end, () => withDevice(end)],
    [shares.oneTime, () => (random() < 0.5 ? confirm() : reset())],
  ];
  const lane = async (): Promise<void> => {
    while (!isOver) {
      await chooseStep(random, steps)();
      await wait(pauseMilliseconds);
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    devices: pool,
    ended,
    passwords,
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}

/** @param steps shares of a hundred, which add up to it */
function chooseStep(random: Random, steps: readonly [number, () => Promise<void>][]): () => Promise<void> {
  let dice = random() * 100;
  for (const [share, step] of steps) {
    if (dice < share) return step;
    dice -= share;
  }
  throw new Error('the shares of the load do not add up to a hundred');
}
