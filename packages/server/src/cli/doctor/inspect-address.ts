import { cookieScopeOf, writeCookie } from '#platform/http/cookies.ts';
import { messageOf } from '#platform/message-of.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { type ProbeAnswer, probe, readJson } from './http-probe.ts';

type AddressConfig = Pick<
  Config,
  | 'isProduction'
  | 'publicUrl'
  | 'publicOrigin'
  | 'publicPath'
  | 'isSecure'
  | 'tokenAudience'
  | 'appOrigins'
  | 'host'
  | 'port'
  | 'trustedProxies'
>;

/** What follows from PUBLIC_URL and its kin, without asking anybody. */
export function inspectAddressSettings(config: AddressConfig): Finding[] {
  return [inspectCookies(config), inspectAudience(config), ...inspectOrigins(config), ...inspectTrust(config)];
}

function inspectCookies(config: AddressConfig): Finding {
  const line = writeCookie(cookieScopeOf(config), 'refresh_token', '…', 1).replace(/ Max-Age=1;/, '');
  if (config.isSecure) return ok('cookies', line);
  const told = `${line}; without Secure, because PUBLIC_URL is plain http`;
  return config.isProduction
    ? warning('cookies', told, 'For a trial on this machine only: people need a PUBLIC_URL that begins with https://.')
    : ok('cookies', told);
}

const inspectAudience = ({ publicUrl, tokenAudience }: AddressConfig): Finding =>
  ok('tokens', `issuer ${publicUrl}, audience ${tokenAudience}: APIs that take our tokens must require both`);

/** Two hosts whose last two labels differ are different sites for sure, and browsers keep SameSite=Lax cookies back. */
const siteOf = (origin: string): string => new URL(origin).hostname.split('.').slice(-2).join('.');

function inspectOrigins({ appOrigins, publicOrigin, isSecure }: AddressConfig): Finding[] {
  const name = 'app origins';
  if (appOrigins === null) return [ok(name, 'any port of localhost, because APP_ORIGINS is not set in development')];
  if (appOrigins.length === 0) return [ok(name, 'none: only pages of this service may use it with cookies')];
  const plain = appOrigins.filter((origin) => isSecure && origin.startsWith('http:'));
  const foreign = appOrigins.filter((origin) => siteOf(origin) !== siteOf(publicOrigin));
  return [
    ok(name, appOrigins.join(', ')),
    ...plain.map((origin) =>
      warning(name, `${origin} is plain http: anybody on the way can act as that page`, 'List it with https://.'),
    ),
    ...foreign.map((origin) =>
      warning(
        name,
        `${origin} is another site than PUBLIC_URL: browsers send it no cookies of ours`,
        'Serve both below one domain, or let that page sign in with transport "body".',
      ),
    ),
  ];
}

/** A network of this width is no proxy of anybody's: whoever is in it can choose the address they are throttled by. */
const inspectTrust = ({ trustedProxies }: AddressConfig): Finding[] =>
  trustedProxies
    .filter((network) => /\/[0-7]$/.test(network))
    .map((network) =>
      fault('proxy', `TRUSTED_PROXIES=${network} believes a large part of the world`, 'List the proxy alone.'),
    );

/** Whether PUBLIC_URL leads to this service. `isReached` says whether it is worth asking more. */
export async function inspectHealth(config: AddressConfig): Promise<{ findings: Finding[]; isReached: boolean }> {
  const url = `${config.publicUrl}/healthz`;
  try {
    const answer = await probe(url);
    const isReached = answer.status === 200 && readJson<{ status?: string }>(answer.body)?.status === 'alive';
    return { findings: [isReached ? ok('web address', `${url} answers`) : describeStranger(url, answer)], isReached };
  } catch (error) {
    return { findings: [describeSilence(config, error)], isReached: false };
  }
}

function describeStranger(url: string, { status, headers }: ProbeAnswer): Finding {
  if (status >= 300 && status < 400)
    return fault(
      'web address',
      `${url} answers with a redirect to ${String(headers.location ?? 'nowhere')}`,
      'Set PUBLIC_URL to the address that people end up at, and let the proxy pass it on without redirects.',
    );
  if (status === 502 || status === 504)
    return fault(
      'web address',
      `${url} answers ${status}: the proxy does not reach the service`,
      'Start the service, and let the proxy pass requests on to HOST and PORT.',
    );
  return fault(
    'web address',
    `${url} answers ${status}, and not as this service does`,
    'Let the proxy pass the whole path on unchanged, or set PUBLIC_URL to where the service is.',
  );
}

function describeSilence({ publicUrl, host, port }: AddressConfig, error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code))
    return fault(
      'web address',
      `the certificate of ${publicUrl} is not good: ${code}`,
      'Browsers refuse it as well: renew it, or send the whole chain.',
    );
  return warning(
    'web address',
    `${publicUrl} was not reached from here (${code || messageOf(error)})`,
    `Start the service (it listens on ${host}:${port}) and ask again; then cookies and proxy are looked at too.`,
  );
}
