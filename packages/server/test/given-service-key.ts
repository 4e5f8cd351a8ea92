import { createServiceKey } from '#features/service-keys/create-service-key.ts';
import type { ServiceScope } from '#features/service-keys/service-key.ts';
import { bearer, type TestApp } from './test-app.ts';

export type GivenServiceKey = { id: string; key: string; headers: Record<string, string> };

/** A key for another service, with these scopes. */
export async function givenServiceKey(
  { database }: Pick<TestApp, 'database'>,
  scopes: readonly ServiceScope[],
  more: { perMinute?: number; lifetimeSeconds?: number } = {},
): Promise<GivenServiceKey> {
  const { key, row } = await createServiceKey(
    { database },
    { name: 'test', scopes, perMinute: more.perMinute ?? null, lifetimeSeconds: more.lifetimeSeconds ?? null },
  );
  return { id: row.id, key, headers: bearer(key) };
}
