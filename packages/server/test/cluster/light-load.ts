import type { Answer, Node } from './two-nodes.ts';

type Person = { email: string };
type Session = { accessToken: string; refreshToken: string; endsAt: number | null; ended: Ended | null };
/** `at` when the sign-out was answered, by the clock of this process. */
type Ended = { at: number; node: Node };

/** What must not happen, each as a sentence; empty is good. */
export type History = { answers: number; signIns: number; refusals: number; violations: readonly string[] };

export type LightLoad = {
  /** Runs while the work does, and tells what went wrong. */
  during(work: () => Promise<void>): Promise<History>;
  /** Shows each token that was ever revoked, and must be known to be by now, once more, everywhere. */
  showRevoked(): Promise<{ shown: number; violations: readonly string[] }>;
};

export const password = 'correct horse battery staple';
/** A node that has not completed a poll for this long answers nobody (sessions.md). */
const boundMilliseconds = 2000;
const pace = 10;

/** People who use both nodes, sign in and sign out, and thieves who show what was revoked. */
export async function createLightLoad(nodes: readonly [Node, Node], people: number): Promise<LightLoad> {
  const persons: Person[] = [];
  const sessions: Session[] = [];
  let violations: string[] = [];
  let counts = { answers: 0, signIns: 0, refusals: 0 };
  let seed = 20_261_127;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  const anyNode = (): Node => nodes[random(2)] ?? nodes[0];
  const judge = (what: string, answer: Answer, ...allowed: number[]): boolean => {
    counts.answers += 1;
    if (allowed.includes(answer.status)) return true;
    violations.push(`${what} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return false;
  };

  const signIn = async (person: Person): Promise<void> => {
    const answer = await anyNode().call('/api/auth/sign-in', { body: { login: person.email, password } });
    if (!judge('a right password', answer, 200)) return;
    counts.signIns += 1;
    sessions.push({ ...tokensOf(answer), endsAt: null, ended: null });
  };
  const live = (): Session | undefined => {
    const those = sessions.filter((session) => session.endsAt === null);
    return those[random(those.length)];
  };
  const use = async (session: Session): Promise<void> => {
    const answer = await anyNode().call('/api/account', { bearer: session.accessToken });
    judge('a good access token', answer, 200, ...(session.endsAt === null ? [] : [401]));
  };
  const refresh = async (session: Session): Promise<void> => {
    const { refreshToken } = session;
    const answer = await anyNode().call('/api/auth/refresh', { body: { refresh_token: refreshToken } });
    const isGood = judge('a good refresh token', answer, 200, ...(session.endsAt === null ? [] : [401]));
    if (isGood && answer.status === 200) Object.assign(session, tokensOf(answer));
  };
  const signOut = async (session: Session): Promise<void> => {
    session.endsAt = performance.now();
    const node = anyNode();
    const answer = await node.call('/api/auth/sign-out', { method: 'POST', bearer: session.accessToken });
    if (judge('a sign-out', answer, 204)) session.ended = { at: performance.now(), node };
  };
  const steal = async (session: Session): Promise<void> => {
    const { ended } = session;
    if (ended === null) return;
    const node = anyNode();
    const isFelt = node === ended.node || performance.now() - ended.at > boundMilliseconds;
    const used = await node.call('/api/account', { bearer: session.accessToken });
    judge('P3, P4: a revoked access token', used, 401, ...(isFelt ? [] : [200]));
    const refreshed = await node.call('/api/auth/refresh', { body: { refresh_token: session.refreshToken } });
    judge('P3, P4: a revoked refresh token', refreshed, 401);
    counts.refusals += 1;
  };

  const step = async (): Promise<void> => {
    const session = live();
    const dice = random(100);
    const person = persons[random(persons.length)];
    if (dice < 5 && person !== undefined) return signIn(person);
    if (session === undefined) return;
    if (dice < 60) return use(session);
    if (dice < 85) return refresh(session);
    // Somebody always stays signed in.
    if (dice < 90 && sessions.filter(({ endsAt }) => endsAt === null).length > people) return signOut(session);
    const ended = sessions.filter((one) => one.ended !== null);
    const stolen = ended[random(ended.length)];
    if (stolen !== undefined) return steal(stolen);
  };

  const signUp = async (email: string): Promise<void> => {
    judge('a sign-up', await anyNode().call('/api/auth/sign-up', { body: { email, password } }), 201);
    persons.push({ email });
  };
  await Promise.all(Array.from({ length: people }, (_, n) => signUp(`person-${n}@example.com`)));
  await Promise.all([...persons, ...persons].map(signIn));
  await Promise.all(sessions.slice(0, people / 2).map(signOut));

  return {
    during: async (work) => {
      counts = { answers: 0, signIns: 0, refusals: 0 };
      let isOver = false;
      const run = async (): Promise<void> => {
        while (!isOver) {
          await step().catch((error: unknown) => void violations.push(`no answer: ${String(error)}`));
          await new Promise((resolve) => setTimeout(resolve, pace));
        }
      };
      const runners = Array.from({ length: 6 }, run);
      await work().finally(() => {
        isOver = true;
      });
      await Promise.all(runners);
      const history = { ...counts, violations };
      violations = [];
      return history;
    },
    showRevoked: async () => {
      const now = performance.now();
      const revoked = sessions.filter(({ ended }) => ended !== null && now - ended.at > boundMilliseconds);
      for (const session of revoked)
        for (const node of nodes) {
          judge('P4: a revoked token', await node.call('/api/account', { bearer: session.accessToken }), 401);
          const body = { refresh_token: session.refreshToken };
          judge('P4: a revoked refresh token', await node.call('/api/auth/refresh', { body }), 401);
        }
      const shown = { shown: revoked.length, violations };
      violations = [];
      return shown;
    },
  };
}

const tokensOf = ({ body }: Answer): { accessToken: string; refreshToken: string } => ({
  accessToken: String(body.access_token),
  refreshToken: String(body.refresh_token),
});
