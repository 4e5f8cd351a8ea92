import { randomBytes } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { mintRefreshToken, randomSeed } from '#features/sessions/refresh-token.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { cookieScopeOf, writeCookie } from '#platform/http/cookies.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { type ProbeAnswer, probe, problemCodeOf } from './http-probe.ts';

type ProxyContext = {
  config: Pick<Config, 'publicUrl' | 'isSecure' | 'publicPath' | 'trustedProxies'>;
  database: Database;
  secrets: Secrets;
};

const passUnchanged = 'Let the proxy pass requests and answers on as they are.';

/**
 * Whether cookies travel both ways: signs out of a session that does not exist, with a refresh token that this
 * installation signed. The service can only answer it as expected if everything on the way leaves cookies alone.
 */
export async function inspectCookiePath({ config, secrets }: ProxyContext): Promise<Finding[]> {
  const scope = cookieScopeOf(config);
  const sessionId = randomId();
  const token = mintRefreshToken(secrets, {
    seed: randomSeed(),
    sessionId,
    generation: 1,
    keyId: secrets.currentKeyId,
  });
  const answer = await probe(`${config.publicUrl}/api/auth/sign-out`, {
    method: 'POST',
    headers: { cookie: `${scope.prefix}refresh_token=${token}`, 'sec-fetch-site': 'same-origin' },
  });
  if (answer.status !== 204) return [describeRefusal(answer)];
  const expected = ['refresh_token', 'access_token'].map((name) => writeCookie(scope, name, '', 0));
  const lines = [answer.headers['set-cookie'] ?? []].flat();
  if (lines.length === 0)
    return [fault('proxy', 'Set-Cookie does not come through: browsers cannot stay signed in', passUnchanged)];
  const changed = lines.find((line) => !expected.includes(line));
  if (changed !== undefined)
    return [fault('proxy', `cookies are rewritten on the way; one arrives as "${changed}"`, passUnchanged)];
  return [ok('proxy', 'cookies travel both ways unchanged')];
}

function describeRefusal(answer: ProbeAnswer): Finding {
  const code = problemCodeOf(answer);
  if (code === 'not_signed_in')
    return fault('proxy', 'the Cookie header does not come through: browsers cannot stay signed in', passUnchanged);
  if (code === 'invalid_refresh_token')
    return fault(
      'proxy',
      'the service at PUBLIC_URL has another SECRET_KEY than this command',
      'Run the command with the settings of the service, or look for another installation at that address.',
    );
  if (code === 'cross_site_request')
    return fault('proxy', 'the Sec-Fetch-Site header does not come through: pages are refused', passUnchanged);
  return fault('proxy', `a sign-out was answered with ${answer.status} ${code ?? ''}`.trimEnd(), passUnchanged);
}

const ipOfRequest = statement<{ request_id: string; within: number }, { ip: string | null }>(
  'doctor.ip_of_request',
  `SELECT ip FROM audit_events WHERE created_at > now_ms() - CAST(:within AS bigint) AND request_id = :request_id`,
);
const lookBackMilliseconds = 60_000;
/** RFC 5737: an address of nobody. */
const invented = '192.0.2.77';

/**
 * Which address the service sees for a request: a sign-in that must fail, with an invented X-Forwarded-For, leaves an
 * audit event with the address. The throttles and the device list go by that address.
 */
export async function inspectForwarding({ config, database }: ProxyContext): Promise<Finding[]> {
  const answer = await probe(`${config.publicUrl}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'x-forwarded-for': invented },
    body: { login: `doctor-${randomBytes(6).toString('hex')}@portress.invalid`, password: randomId() },
  });
  const requestId = String(answer.headers['x-request-id'] ?? '');
  const seen = (await database.read.first(ipOfRequest, { request_id: requestId, within: lookBackMilliseconds }))?.ip;
  if (seen === undefined || seen === null)
    return [
      warning(
        'proxy',
        `which address the service sees could not be told (${answer.status} ${problemCodeOf(answer) ?? ''})`,
        'Ask again in 15 minutes, with the settings of the service.',
      ),
    ];
  return [judgeAddress(config, seen, answer.localAddress)];
}

/**
 * @param seen the address that the service saw
 * @param here the address that the question went out from
 */
export function judgeAddress(
  { isSecure, trustedProxies }: Pick<Config, 'isSecure' | 'trustedProxies'>,
  seen: string,
  here: string,
): Finding {
  const isFromTrusted = isOneOf(trustedProxies, here);
  if (seen === invented)
    return isFromTrusted
      ? ok(
          'proxy',
          'the service sees what X-Forwarded-For says. Whether an invented address would be believed cannot be told from here, because TRUSTED_PROXIES holds this address: ask from another machine too',
        )
      : fault(
          'proxy',
          'an invented X-Forwarded-For was believed: anybody can choose the address they are throttled by',
          'Let the proxy replace the header or add to it; list in TRUSTED_PROXIES the proxy alone, and nothing if there is none.',
        );
  // The service itself speaks plain http, so with https somebody stands in front of it.
  if (isSecure && trustedProxies.length === 0)
    return warning(
      'proxy',
      `everybody seems to come from ${seen}, the proxy: they share one throttle and one line in the device list`,
      `TRUSTED_PROXIES=${seen}`,
    );
  if (!isFromTrusted && isOneOf(trustedProxies, seen))
    return warning(
      'proxy',
      `everybody seems to come from ${seen}, the proxy, though it is trusted`,
      'Let the proxy add X-Forwarded-For.',
    );
  return ok('proxy', `the service sees ${seen} for a request from here, and believes no invented address`);
}

const isOneOf = (networks: readonly string[], address: string): boolean =>
  ipaddr.isValid(address) &&
  networks.some((network) => {
    const [range, bits] = network.includes('/')
      ? ipaddr.parseCIDR(network)
      : ([ipaddr.process(network), null] as const);
    const one = ipaddr.process(address);
    return range.kind() === one.kind() && one.match(range, bits ?? (one.kind() === 'ipv4' ? 32 : 128));
  });
