import type { ExplainedSurvivor } from '../judge-mutants.ts';

const verification = 'features/access-tokens/verify-access-token.ts';
const split = "if (first <= 0 || last === first || token.indexOf('.', first + 1) !== last) return undefined;";
const noHeader = 'A token without a header is that of no key, which is asked for next.';
const noPayload = 'A token of two parts has an empty payload, and there is no claim in it.';
const memory = 'Only takes more memory: the whole of a token tells it from another as well as its end does.';
const remembered = 'const rememberedBy = (token: string): string => token.slice(-64);';

export const accessTokenSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: 'features/access-tokens/ecdsa-signature.ts',
    line: 'while (at < end - 1 && bytes[at] === 0) at += 1;',
    from: 'at < end - 1',
    to: 'at <= end - 1',
    why: 'Differs for a number that is nought, which no signature has and every verification refuses.',
  },
  {
    where: 'features/access-tokens/parse-claims.ts',
    line: '} catch {',
    from: '{ return undefined; }',
    to: '{}',
    why: 'The end of a function answers undefined as well.',
  },
  {
    where: verification,
    line: 'if (parts === undefined || key === undefined || !isSignedBy(key, parts)) return undefined;',
    from: 'parts === undefined',
    to: 'false',
    why: 'Without parts there is no key. The type does not know.',
  },
  { where: verification, line: remembered, from: 'token.slice(-64)', to: 'token', why: memory },
  { where: verification, line: remembered, from: '-64', to: '+64', why: memory },
  { where: verification, line: split, from: 'first <= 0 || last === first', to: 'false', why: noPayload },
  {
    where: verification,
    line: split,
    from: 'first <= 0 || last === first',
    to: 'first <= 0 && last === first',
    why: noPayload,
  },
  { where: verification, line: split, from: 'first <= 0', to: 'false', why: noHeader },
  { where: verification, line: split, from: 'first <= 0', to: 'first < 0', why: noHeader },
  { where: verification, line: split, from: 'last === first', to: 'false', why: noPayload },
];
