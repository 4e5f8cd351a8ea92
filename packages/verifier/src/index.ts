export { createNodeHttpGuard, type NodeHttpGuard } from './adapters/node-http.ts';
export { BearerRefusal, type BearerRefusalCode, KeysUnavailable } from './bearer-refusal.ts';
export type { AccessTokenClaims } from './claims.ts';
export { createVerifier, type Verifier, type VerifierOptions } from './create-verifier.ts';
export { readBearer } from './read-bearer.ts';
