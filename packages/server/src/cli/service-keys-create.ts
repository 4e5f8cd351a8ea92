import { createServiceKey } from '#features/service-keys/create-service-key.ts';
import { isServiceScope, type ServiceScope, serviceScopes } from '#features/service-keys/service-key.ts';
import { toWireInstant } from '#platform/clock.ts';
import { findClosestName } from './closest-name.ts';
import { command } from './command.ts';
import { expiryOf } from './expiry.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';

const scopeNames = Object.keys(serviceScopes);
const units = { m: 60, h: 3600, d: 24 * 3600 } as const;
const longestSeconds = 3650 * 24 * 3600;
const mostPerMinute = 1_000_000;

export const serviceKeysCreate = command({
  about: `Prints a key by which another service of yours calls this one. It is shown this once: only its digest is kept. Give each
service a key of its own, with no more scopes than it needs:
${Object.entries(serviceScopes)
  .map(([name, about]) => `  ${name.padEnd(15)}  ${about}`)
  .join('\n')}
A key can change nothing. The audit log notes it.`,
  operands: ['NAME'],
  options: {
    scopes: { value: 'LIST', about: `separated by commas: ${scopeNames.join(', ')}` },
    'expires-in': { value: 'TIME', about: 'such as 90d, 12h or 30m; left out, it is good until it is revoked' },
    'per-minute': { value: 'N', about: 'how many calls a minute it is good for; left out, as many as they like' },
  },
  examples: [
    ['service-keys create shop --scopes revocations:read', 'for a resource server with the verifier'],
    [
      'service-keys create billing --scopes introspect,accounts:read --expires-in 90d --per-minute 600',
      'with an end and a bound',
    ],
  ],
  run: ({ operands: [name = ''], values }) =>
    withOperatorContext(async (context) => {
      const lifetimeSeconds = readLifetime(values['expires-in']);
      const { key, row } = await createServiceKey(context, {
        name: readName(name),
        scopes: readScopes(values.scopes),
        perMinute: readPerMinute(values['per-minute']),
        lifetimeSeconds,
      });
      const until =
        lifetimeSeconds === null ? 'until it is revoked' : `until ${expiryOf(context.clock, lifetimeSeconds).local}`;
      const often = row.per_minute === null ? '' : `, ${row.per_minute} calls a minute`;
      return {
        text: `${key}\n\nFor ${row.name}: ${row.scopes.replaceAll(' ', ', ')}${often}, ${until}. It is not shown again.
Sent as: Authorization: Bearer psk_…
Revoked by: portress service-keys revoke ${row.id}`,
        json: {
          id: row.id,
          key,
          name: row.name,
          scopes: row.scopes.split(' '),
          per_minute: row.per_minute,
          expires_at: row.expires_at === null ? null : toWireInstant(row.expires_at),
        },
      };
    }),
});

function readName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name === '' || name.length > 64 || /\p{C}/u.test(name))
    throw new UsageError('NAME must be 1 to 64 characters, such as the name of the other service.');
  return name;
}

function readScopes(text: string | undefined): ServiceScope[] {
  const names = [...new Set((text ?? '').split(/[\s,]+/).filter((name) => name !== ''))];
  if (names.length === 0) throw new UsageError(`--scopes must name at least one of ${scopeNames.join(', ')}.`);
  return names.map((name) => {
    if (isServiceScope(name)) return name;
    const closest = findClosestName(name, scopeNames);
    const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`;
    throw new UsageError(`There is no scope "${name}".${hint} --scopes takes ${scopeNames.join(', ')}.`);
  });
}

function readLifetime(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, amount = '0', unit = 'd'] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * units[unit as keyof typeof units];
  if (seconds < 60 || seconds > longestSeconds)
    throw new UsageError('--expires-in must be a time such as 90d, 12h or 30m, ten years at most.');
  return seconds;
}

function readPerMinute(text: string | undefined): number | null {
  if (text === undefined) return null;
  const calls = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (calls < 1 || calls > mostPerMinute)
    throw new UsageError(`--per-minute must be a number from 1 to ${mostPerMinute}.`);
  return calls;
}
