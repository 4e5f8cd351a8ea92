import type { Settings } from './start-service.ts';

export const accessTokenSeconds = 2;

/** For tests that wait for an access token to expire. Files with this one object share a service and a browser. */
export const shortTokens: Settings = { ACCESS_TOKEN_SECONDS: String(accessTokenSeconds) };
