import type { IssuedTokens } from '#features/sessions/issue-tokens.ts';
import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import type { Shown } from './history.ts';
import type { Node } from './world.ts';

/** Tokens that somebody holds, and what is known of them from outside. */
export type Hand = { refresh: string; access: string; shown: Shown };

/**
 * Who holds which tokens. All tabs of one browser share what its session has; a thief has what they took, and what they
 * got for it.
 */
export type Hands = ReturnType<typeof createHands>;

export function createHands({ secrets }: Pick<Node, 'secrets'>) {
  const owners: Hand[] = [];
  const thieves = new Map<number, Hand>();
  const ids: string[] = [];
  const chains = new Map<string, string>();
  /** Every refresh token that anybody was given, by chain and generation. */
  const given = new Map<string, Hand>();
  const last = (of: number): Hand => {
    const hand = owners[of] ?? owners.at(-1);
    if (hand === undefined) throw new Error('there is no session');
    return hand;
  };
  const read = (tokens: Pick<IssuedTokens, 'accessToken' | 'refreshToken'>): Hand => {
    const token = parseRefreshToken(secrets, tokens.refreshToken);
    if (token === undefined) throw new Error('not a token of ours');
    const isNew = !ids.includes(token.sessionId);
    if (isNew) ids.push(token.sessionId);
    const session = ids.indexOf(token.sessionId);
    const seed = token.seed.toString('hex');
    const chain = chains.get(seed) ?? `session ${session}, chain ${chains.size}`;
    chains.set(seed, chain);
    const shown = { session, chain, generation: token.generation };
    const hand = { refresh: tokens.refreshToken, access: tokens.accessToken, shown };
    given.set(`${chain}, generation ${token.generation}`, hand);
    return hand;
  };
  return {
    read,
    ownerOf: last,
    /** Where nothing was stolen yet, it is now, of the first session. */
    thiefOf: (actor: number): Hand => {
      const hand = thieves.get(actor) ?? last(0);
      thieves.set(actor, hand);
      return hand;
    },
    idOf: (session: number): string => ids[session] ?? '',
    owns: (hand: Hand): void => {
      owners[hand.shown.session] = hand;
    },
    steals: (actor: number, hand: Hand): void => {
      thieves.set(actor, hand);
    },
    everyOwner: (): readonly Hand[] => owners.filter((hand) => hand !== undefined),
    everyGiven: (): readonly Hand[] => [...given.values()],
  };
}
