import type { ExplainedSurvivor } from '../judge-mutants.ts';

const remembered = {
  where: 'features/access-tokens/verify-access-token.ts',
  line: 'const rememberedBy = (token: string): string => token.slice(-64);',
  why: 'Only takes more memory: the whole of a token tells it from another as well as its end does.',
};

export const accessTokenSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: 'features/access-tokens/parse-claims.ts',
    line: '} catch {',
    from: '{ return undefined; }',
    to: '{}',
    why: 'The end of a function answers undefined as well.',
  },
  { ...remembered, from: 'token.slice(-64)', to: 'token' },
  { ...remembered, from: '-64', to: '+64' },
];
