import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Cron } from 'croner';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Every fault of the settings at once, each by the name of its setting; values stay out of the message. */
export class ConfigError extends Error {
  readonly faults: readonly { setting: string; message: string }[];

  constructor(faults: readonly { setting: string; message: string }[]) {
    super(
      ['Portress cannot start with these settings:', ...faults.map((f) => `  ${f.setting}: ${f.message}`)].join('\n'),
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Settings that may also come from the file that `NAME_FILE` points to (Docker and systemd secrets). */
const fileSettings = [
  'SECRET_KEY',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'METRICS_TOKEN',
  'CLOUDINARY_URL',
] as const;

const seconds = (fallback: number, least = 1) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number of seconds')
    .transform(Number)
    .pipe(z.number().min(least).max(315_360_000))
    .default(fallback);
const points = (fallback: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number; 0 turns the limit off').transform(Number).default(fallback);
const onOff = z.enum(['on', 'off']);
const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const list = commaList.default([]);

const network = (text: string): boolean => {
  try {
    // A prefix of 0 would believe everybody: that is never meant.
    return text.includes('/') ? ipaddr.parseCIDR(text)[1] > 0 : ipaddr.isValid(text);
  } catch {
    return false;
  }
};

const isSchedule = (text: string): boolean => {
  try {
    return new Cron(text, { paused: true, mode: '5-part', timezone: 'UTC' }).nextRun() !== null;
  } catch {
    return false;
  }
};

const keepUnits = { d: 'days', w: 'weeks', m: 'months' } as const;
const keepPattern = /^(?:\d{1,3}[dwm])(?:\s*,\s*\d{1,3}[dwm])*$/;

/** `7d,4w,6m`, each unit once. */
function readKeep(text: string): Config['backup']['keep'] {
  const keep = { days: 0, weeks: 0, months: 0 };
  for (const part of text.split(',').map((one) => one.trim()))
    keep[keepUnits[part.at(-1) as keyof typeof keepUnits]] = Number(part.slice(0, -1));
  return keep;
}

const isKeep = (text: string): boolean => {
  if (!keepPattern.test(text)) return false;
  const units = text.replaceAll(/[^dwm]/g, '');
  return new Set(units).size === units.length && Object.values(readKeep(text)).some((count) => count > 0);
};

const settingsSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.string().regex(/^\d+$/, 'must be a port number').transform(Number).pipe(z.number().max(65535)).default(8000),
  PUBLIC_URL: z.string().optional(),
  TOKEN_AUDIENCE: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:FILE or postgres://…')
    .optional(),
  PGSSLMODE: z.string().optional(),
  PGSSLROOTCERT: z.string().optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be redis://… or rediss://…')
    .optional(),
  SECRET_KEY: z.string().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must be smtp://… or smtps://…')
    .optional(),
  MAIL_FROM: z.string().min(3).optional(),
  MAIL: onOff.default('on'),
  EMAIL_VERIFICATION: z.enum(['required', 'optional']).optional(),
  SIGN_UP: z.enum(['open', 'invite', 'closed']).default('open'),
  SIGN_UP_DOMAINS: list,
  SIGN_UP_DISCLOSURE: z.enum(['conflict', 'silent']).default('conflict'),
  PASSWORD_PROFILE: z.enum(['standard', 'nist']).default('standard'),
  TOKEN_ALGORITHM: z.enum(['ES256', 'EdDSA', 'RS256']).default('ES256'),
  ACCESS_TOKEN_SECONDS: seconds(900),
  REFRESH_IDLE_SECONDS: seconds(2_592_000),
  REFRESH_ABSOLUTE_SECONDS: seconds(7_776_000),
  REFRESH_GRACE_SECONDS: seconds(60, 0),
  PASSWORD_GRANT: onOff.optional(),
  APP_ORIGINS: commaList.optional(),
  TRUSTED_PROXIES: list.refine((items) => items.every(network), 'must be addresses or networks such as 10.0.0.0/8'),
  SIGN_IN_FAILURES_PER_15_MINUTES: points(10),
  SIGN_UPS_PER_HOUR: points(60),
  REFRESHES_PER_MINUTE: points(120),
  MAILS_PER_HOUR: points(5),
  CONTACTS_CREATE_PER_MINUTE: points(10),
  CONTACTS_READ_PER_MINUTE: points(120),
  CONTACTS_IMPORTS_PER_HOUR: points(20),
  CONTACTS_PER_ACCOUNT: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'must be a whole number from 1 to 9999999')
    .transform(Number)
    .default(100_000),
  DENIED_USER_AGENTS: list,
  ALLOWED_NETWORKS: list.refine((items) => items.every(network), 'must be addresses or networks such as 10.0.0.0/8'),
  AVATAR_DEFAULT: z.enum(['identicon', 'gravatar']).default('identicon'),
  AVATAR_STORE: z
    .string()
    .regex(/^(file$|s3:\/\/.|cloudinary$)/, 'must be file, s3://bucket?endpoint=…&region=… or cloudinary')
    .default('file'),
  CLOUDINARY_URL: z
    .string()
    .regex(/^cloudinary:\/\/[^:@/]+:[^:@/]+@[\w-]+([/?]|$)/, 'must be cloudinary://key:secret@cloud')
    .optional(),
  API_REFERENCE: onOff.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),
  PRODUCT_NAME: z.string().min(1).max(64).default('Portress'),
  PRODUCT_ACCENT: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #036387')
    .optional(),
  PRODUCT_LOGO: z.string().min(1).optional(),
  SUPPORT_EMAIL: z.email('must be an e-mail address').optional(),
  BACKUP_DIR: z.string().min(1).optional(),
  BACKUP_SCHEDULE: z
    .string()
    .refine(isSchedule, 'must be five fields of cron, in UTC: 30 3 * * * is each day at half past three')
    .default('30 3 * * *'),
  BACKUP_KEEP: z
    .string()
    .refine(isKeep, 'must say how many days, weeks and months: 7d,4w,6m, each of them once, one at least more than 0')
    .default('7d,4w,6m'),
  WORKERS: z
    .string()
    .regex(/^[1-9]\d?$/, 'must be a whole number from 1 to 99')
    .transform(Number)
    .default(1),
  DATABASE_CONNECTIONS: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 999')
    .transform(Number)
    .default(10),
  DRAIN_SECONDS: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number of seconds up to 999')
    .transform(Number)
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Config = {
  isProduction: boolean;
  host: string;
  port: number;
  /** What people type, without a slash at the end; the issuer of tokens. */
  publicUrl: string;
  publicOrigin: string;
  /** Empty, or the path part of PUBLIC_URL such as `/accounts`. */
  publicPath: string;
  isSecure: boolean;
  tokenAudience: string;
  dataDir: string;
  /** `sqlite:FILE`, absolute, or `postgres://…`, in which an encrypted connection is `sslmode=verify-full`. */
  databaseUrl: string;
  /** Of one process to PostgreSQL, at most. */
  databaseConnections: number;
  redisUrl: string | null;
  /** Processes on this machine that share the port. */
  workers: number;
  /** How long a process that is to stop still takes new connections, so that a proxy can turn away from it. */
  drainSeconds: number;
  /** Newest first; null in development until the secret of DATA_DIR has been read or made. */
  secretKeys: readonly string[] | null;
  smtpUrl: string | null;
  mailFrom: string;
  /** `smtp` sends, `inbox` keeps for the page in development, `off` sends nothing. */
  mail: 'smtp' | 'inbox' | 'off';
  emailVerification: 'required' | 'optional';
  signUp: 'open' | 'invite' | 'closed';
  signUpDomains: readonly string[];
  signUpDisclosure: 'conflict' | 'silent';
  passwordMinLength: number;
  tokenAlgorithm: 'ES256' | 'EdDSA' | 'RS256';
  accessTokenSeconds: number;
  refreshIdleSeconds: number;
  refreshAbsoluteSeconds: number;
  refreshGraceSeconds: number;
  hasPasswordGrant: boolean;
  /** Exact origins; null while any loopback origin is allowed (development, nothing set). */
  appOrigins: readonly string[] | null;
  trustedProxies: readonly string[];
  /** Parts of User-Agent headers that are refused, and the networks that are served; none: any. */
  deniedUserAgents: readonly string[];
  allowedNetworks: readonly string[];
  limits: {
    signInFailuresPer15Minutes: number;
    signUpsPerHour: number;
    refreshesPerMinute: number;
    mailsPerHour: number;
  };
  /** Of each account; `mostPerAccount` contacts at a time. */
  contacts: { createPerMinute: number; readPerMinute: number; importsPerHour: number; mostPerAccount: number };
  /** What an account shows that has no picture of its own. */
  avatarDefault: 'identicon' | 'gravatar';
  avatarStore:
    | { kind: 'file'; directory: string }
    | { kind: 's3'; bucket: string; endpoint: string | null; region: string; publicUrl: string | null }
    | { kind: 'cloudinary'; url: string };
  /** `directory` is absolute; null takes none by itself. `schedule` has five fields of cron, in UTC. */
  backup: { directory: string | null; schedule: string; keep: { days: number; weeks: number; months: number } };
  hasApiReference: boolean;
  metricsToken: string | null;
  product: { name: string; accent: string | null; logo: string | null; supportEmail: string | null };
  logLevel: string;
  /** Things an operator should know about but may live with. */
  warnings: readonly string[];
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings once, from the environment.
 *
 * @param root what relative paths are relative to
 * @throws ConfigError naming every fault at once
 */
export function readConfig(environment: Environment, root: string): Config {
  const faults: { setting: string; message: string }[] = [];
  const given = readFiles(withoutEmpty(environment), faults);
  const settings = readShapes(given, faults);
  const misshapen = new Set(faults.map((fault) => fault.setting));
  const later: Faults = [];
  const config = derive(settings, root, later);
  // What could not be read is told once, not a second time as missing.
  faults.push(...later.filter((fault) => !misshapen.has(fault.setting)));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/**
 * An address of PostgreSQL that an operator has typed, read as `DATABASE_URL` would be.
 *
 * @throws ConfigError
 */
export function readPostgresAddress(url: string, root: string): string {
  const { PGSSLMODE, PGSSLROOTCERT } = process.env;
  return readConfig({ PGSSLMODE, PGSSLROOTCERT, DATABASE_URL: url }, root).databaseUrl;
}

type Settings = z.output<typeof settingsSchema>;

/** Each setting by itself, so that one that cannot be read does not hide what is wrong with the others. */
function readShapes(given: Record<string, string>, faults: Faults): Settings {
  const entries = Object.entries(settingsSchema.shape).map(([setting, shape]) => {
    const parsed = shape.safeParse(given[setting]);
    if (parsed.success) return [setting, parsed.data];
    faults.push({ setting, message: parsed.error.issues[0]?.message.replace(/^Invalid input: /, '') ?? 'is wrong' });
    return [setting, shape.parse(undefined)];
  });
  return Object.fromEntries(entries) as Settings;
}

/** `NAME=` in a file means "not set". */
const withoutEmpty = (environment: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])));

type Faults = { setting: string; message: string }[];

function readFiles(environment: Record<string, string>, faults: Faults): Record<string, string> {
  const result = { ...environment };
  for (const name of fileSettings) {
    const file = environment[`${name}_FILE`];
    if (file === undefined) continue;
    if (environment[name] !== undefined) {
      faults.push({ setting: `${name}_FILE`, message: `is set together with ${name}: keep one of them` });
      continue;
    }
    try {
      result[name] = readFileSync(file, 'utf8').trim();
    } catch {
      faults.push({ setting: `${name}_FILE`, message: 'names a file that cannot be read' });
    }
  }
  return result;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

function readPublicUrl(text: string, faults: Faults): URL {
  const fallback = new URL('http://localhost');
  if (!URL.canParse(text)) {
    faults.push({ setting: 'PUBLIC_URL', message: 'must be a URL such as https://accounts.example' });
    return fallback;
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    faults.push({ setting: 'PUBLIC_URL', message: 'must begin with https:// or http://' });
  if (url.search !== '' || url.hash !== '' || url.username !== '')
    faults.push({ setting: 'PUBLIC_URL', message: 'must have no query, fragment or user name' });
  return url;
}

function readOrigins(items: readonly string[] | undefined, faults: Faults): readonly string[] {
  return (items ?? []).map((item) => {
    const origin = URL.canParse(item) ? new URL(item).origin : 'null';
    if (origin === 'null' || origin !== item.replace(/\/$/, '') || item.includes('*'))
      faults.push({
        setting: 'APP_ORIGINS',
        message: 'must be origins such as https://app.example, without a path or *',
      });
    return origin;
  });
}

const defaultSecrets = new Set(['changeme', 'secret', 'change-me-please-change-me-please']);

function readSecretKeys(text: string | undefined, isProduction: boolean, faults: Faults): readonly string[] | null {
  if (text === undefined) {
    if (isProduction)
      faults.push({ setting: 'SECRET_KEY', message: 'is missing: make one with `openssl rand -base64 48`' });
    return null;
  }
  const keys = text.split(',').map((key) => key.trim());
  for (const key of keys) {
    if (Buffer.byteLength(key) < 32)
      faults.push({
        setting: 'SECRET_KEY',
        message: 'must have 32 bytes or more: make one with `openssl rand -base64 48`',
      });
    else if (defaultSecrets.has(key.toLowerCase()) || new Set(key).size < 8)
      faults.push({
        setting: 'SECRET_KEY',
        message: 'is an example or too simple: make one with `openssl rand -base64 48`',
      });
  }
  return keys;
}

function readAvatarStore(
  { AVATAR_STORE: text, CLOUDINARY_URL: cloudinaryUrl }: Pick<Settings, 'AVATAR_STORE' | 'CLOUDINARY_URL'>,
  dataDir: string,
  faults: Faults,
): Config['avatarStore'] {
  if (text.startsWith('s3:')) return readS3Store(text, faults);
  if (text === 'cloudinary' && cloudinaryUrl !== undefined) return { kind: 'cloudinary', url: cloudinaryUrl };
  if (text === 'cloudinary')
    faults.push({ setting: 'CLOUDINARY_URL', message: 'is missing: AVATAR_STORE=cloudinary needs it' });
  return { kind: 'file', directory: resolve(dataDir, 'avatars') };
}

const s3Options = ['endpoint', 'region', 'public_url'] as const;

function readS3Store(text: string, faults: Faults): Config['avatarStore'] {
  const refuse = (message: string): void => void faults.push({ setting: 'AVATAR_STORE', message });
  const url = URL.canParse(text) ? new URL(text) : new URL('s3://-');
  const { hostname: bucket, searchParams } = url;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) refuse('must name a bucket: s3://bucket?endpoint=…&region=…');
  if (url.username !== '' || url.password !== '')
    refuse(
      'must hold no key: credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or as the AWS SDK finds them',
    );
  if (!/^\/?$/.test(url.pathname)) refuse('must have no path behind the bucket');
  const unknown = [...searchParams.keys()].filter((name) => !s3Options.some((option) => option === name));
  if (unknown.length > 0) refuse(`knows endpoint, region and public_url only, not ${unknown.join(', ')}`);
  const [endpoint, region, publicUrl] = s3Options.map((option) => searchParams.get(option));
  if (endpoint == null && region == null) refuse('needs region=…, or endpoint=… for a server that is not Amazon’s');
  for (const [option, value] of [
    ['endpoint', endpoint],
    ['public_url', publicUrl],
  ] as const)
    if (value != null && !/^https?:\/\/[^/]/.test(value)) refuse(`${option} must begin with https:// or http://`);
  return {
    kind: 's3',
    bucket,
    endpoint: endpoint ?? null,
    region: region ?? 'us-east-1',
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
  };
}

function readDatabaseUrl(given: Settings, root: string, faults: Faults): string | undefined {
  const url = given.DATABASE_URL;
  if (url === undefined) return undefined;
  if (url.startsWith('sqlite:')) return `sqlite:${resolve(root, url.slice('sqlite:'.length))}`;
  return readPostgresUrl(url, { mode: given.PGSSLMODE, rootCertificate: given.PGSSLROOTCERT, root }, faults);
}

/** An encrypted connection whose other end is not verified protects from nobody who could have read a plain one. */
const verifiedModes = new Set(['require', 'verify-ca', 'verify-full', 'true', '1']);
const plainModes = new Set(['disable', 'false', '0']);
const certificateFiles = ['sslrootcert', 'sslcert', 'sslkey'];

/** The words of libpq for encryption, in a form that the driver cannot take for less than all of it. */
function readPostgresUrl(
  url: string,
  { mode, rootCertificate, root }: { mode: string | undefined; rootCertificate: string | undefined; root: string },
  faults: Faults,
): string {
  const refuse = (message: string): void => void faults.push({ setting: 'DATABASE_URL', message });
  const [address, query = ''] = url.split(/\?(.*)/s);
  const options = new URLSearchParams(query);
  const asked = options.get('sslmode') ?? options.get('ssl') ?? (options.has('sslrootcert') ? 'verify-full' : mode);
  if (options.has('uselibpqcompat')) refuse('must not hold uselibpqcompat: certificates would not be verified');
  if (asked === undefined) return url;
  if (!verifiedModes.has(asked) && !plainModes.has(asked))
    refuse(
      'sslmode (or PGSSLMODE) must be disable, require or verify-full: allow, prefer and no-verify would believe any server',
    );
  options.delete('ssl');
  options.set('sslmode', verifiedModes.has(asked) ? 'verify-full' : 'disable');
  if (verifiedModes.has(asked) && rootCertificate !== undefined && !options.has('sslrootcert'))
    options.set('sslrootcert', rootCertificate);
  // The roots of the runtime, to which NODE_EXTRA_CA_CERTS adds.
  if (options.get('sslrootcert') === 'system') options.delete('sslrootcert');
  for (const option of certificateFiles) {
    const file = options.get(option);
    if (file === null) continue;
    options.set(option, resolve(root, file));
    if (!isReadable(resolve(root, file))) refuse(`${option} names a file that cannot be read`);
  }
  return `${address}?${options.toString()}`;
}

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

function derive(given: Settings, root: string, faults: Faults): Config {
  const isProduction = given.NODE_ENV === 'production';
  const warnings: string[] = [];
  const url = readPublicUrl(given.PUBLIC_URL ?? `http://localhost:${given.PORT}`, faults);
  const publicPath = url.pathname.replace(/\/+$/, '');
  const isSecure = url.protocol === 'https:';
  if (isProduction && given.PUBLIC_URL === undefined)
    faults.push({ setting: 'PUBLIC_URL', message: 'is missing: tokens, links and cookies are made from it' });
  else if (isProduction && !isSecure && !loopbackHosts.has(url.hostname))
    faults.push({ setting: 'PUBLIC_URL', message: 'must begin with https:// in production' });
  else if (isProduction && !isSecure) warnings.push('PUBLIC_URL is plain http: fine for a trial on this machine only');

  if (isProduction && given.SMTP_URL === undefined && given.MAIL === 'on')
    faults.push({
      setting: 'SMTP_URL',
      message: 'is missing: the built-in inbox is for development. Without a mail server set MAIL=off',
    });
  if (given.SMTP_URL !== undefined && given.MAIL_FROM === undefined && given.MAIL === 'on')
    faults.push({ setting: 'MAIL_FROM', message: 'is missing: the address that mails come from' });
  if (given.REFRESH_IDLE_SECONDS <= 2 * given.REFRESH_GRACE_SECONDS)
    faults.push({ setting: 'REFRESH_IDLE_SECONDS', message: 'must be more than twice REFRESH_GRACE_SECONDS' });

  const dataDir = resolve(root, given.DATA_DIR);
  const mail = given.MAIL === 'off' ? 'off' : given.SMTP_URL === undefined ? 'inbox' : 'smtp';
  const publicUrl = url.origin + publicPath;
  const databaseUrl = readDatabaseUrl(given, root, faults) ?? `sqlite:${resolve(dataDir, 'portress.db')}`;
  if (given.WORKERS > 1 && databaseUrl.startsWith('sqlite:'))
    faults.push({ setting: 'WORKERS', message: 'more than one process needs PostgreSQL: set DATABASE_URL' });
  return {
    isProduction,
    host: given.HOST,
    port: given.PORT,
    publicUrl,
    publicOrigin: url.origin,
    publicPath,
    isSecure,
    tokenAudience: given.TOKEN_AUDIENCE ?? publicUrl,
    dataDir,
    databaseUrl,
    databaseConnections: given.DATABASE_CONNECTIONS,
    redisUrl: given.REDIS_URL ?? null,
    workers: given.WORKERS,
    drainSeconds: given.DRAIN_SECONDS ?? (isProduction ? 5 : 0),
    secretKeys: readSecretKeys(given.SECRET_KEY, isProduction, faults),
    smtpUrl: given.SMTP_URL ?? null,
    mailFrom: given.MAIL_FROM ?? `${given.PRODUCT_NAME} <no-reply@${url.hostname}>`,
    mail,
    emailVerification: mail === 'off' ? 'optional' : (given.EMAIL_VERIFICATION ?? 'required'),
    signUp: given.SIGN_UP,
    signUpDomains: given.SIGN_UP_DOMAINS.map((domain) => domain.toLowerCase()),
    signUpDisclosure: given.SIGN_UP_DISCLOSURE,
    passwordMinLength: given.PASSWORD_PROFILE === 'nist' ? 15 : 8,
    tokenAlgorithm: given.TOKEN_ALGORITHM,
    accessTokenSeconds: given.ACCESS_TOKEN_SECONDS,
    refreshIdleSeconds: given.REFRESH_IDLE_SECONDS,
    refreshAbsoluteSeconds: given.REFRESH_ABSOLUTE_SECONDS,
    refreshGraceSeconds: given.REFRESH_GRACE_SECONDS,
    hasPasswordGrant: given.PASSWORD_GRANT === undefined ? !isProduction : given.PASSWORD_GRANT === 'on',
    appOrigins: given.APP_ORIGINS === undefined && !isProduction ? null : readOrigins(given.APP_ORIGINS, faults),
    trustedProxies: given.TRUSTED_PROXIES,
    deniedUserAgents: given.DENIED_USER_AGENTS,
    allowedNetworks: given.ALLOWED_NETWORKS,
    limits: {
      signInFailuresPer15Minutes: given.SIGN_IN_FAILURES_PER_15_MINUTES,
      signUpsPerHour: given.SIGN_UPS_PER_HOUR,
      refreshesPerMinute: given.REFRESHES_PER_MINUTE,
      mailsPerHour: given.MAILS_PER_HOUR,
    },
    contacts: {
      createPerMinute: given.CONTACTS_CREATE_PER_MINUTE,
      readPerMinute: given.CONTACTS_READ_PER_MINUTE,
      importsPerHour: given.CONTACTS_IMPORTS_PER_HOUR,
      mostPerAccount: given.CONTACTS_PER_ACCOUNT,
    },
    avatarDefault: given.AVATAR_DEFAULT,
    avatarStore: readAvatarStore(given, dataDir, faults),
    backup: {
      directory: given.BACKUP_DIR === undefined ? null : resolve(root, given.BACKUP_DIR),
      schedule: given.BACKUP_SCHEDULE,
      keep: readKeep(given.BACKUP_KEEP),
    },
    hasApiReference: given.API_REFERENCE === undefined ? !isProduction : given.API_REFERENCE === 'on',
    metricsToken: given.METRICS_TOKEN ?? null,
    product: {
      name: given.PRODUCT_NAME,
      accent: given.PRODUCT_ACCENT ?? null,
      logo: given.PRODUCT_LOGO ?? null,
      supportEmail: given.SUPPORT_EMAIL ?? null,
    },
    logLevel: given.LOG_LEVEL,
    warnings,
  };
}

/**
 * The settings of this process: the environment, and `.env` in the root for what the environment leaves out.
 *
 * @throws ConfigError naming every fault at once
 */
export function readProcessConfig(root: string): Config {
  const file = resolve(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return readConfig(process.env, root);
}
