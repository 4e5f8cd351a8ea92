import { isIP } from 'node:net';

export type SmtpAddress = {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps:`). */
  isSecure: boolean;
  /** On this machine: nobody stands between. */
  isLoopback: boolean;
  credentials: { user: string; pass: string } | null;
};

const submissionPort = 587;
const submissionsPort = 465;

/**
 * Reads SMTP_URL: `smtp://mail.example:587` or `smtps://user:password@mail.example`, the parts percent-encoded.
 *
 * @throws Error whose message says what is wrong and never repeats the value, which may hold a password
 */
export function parseSmtpUrl(text: string): SmtpAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '' || !/^smtps?:$/.test(url.protocol))
    throw new Error('SMTP_URL must be smtp://host:port or smtps://user:password@host');
  // Options in the query could switch the verification of certificates off without anybody noticing.
  if (url.search !== '' || url.hash !== '' || !/^\/?$/.test(url.pathname))
    throw new Error('SMTP_URL must end after host and port');
  const isSecure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: url.port === '' ? (isSecure ? submissionsPort : submissionPort) : Number(url.port),
    isSecure,
    isLoopback: host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')),
    credentials: url.username === '' ? null : { user: decode(url.username), pass: decode(url.password) },
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error('SMTP_URL holds a % that is not followed by two hexadecimal digits: write it as %25');
  }
}
