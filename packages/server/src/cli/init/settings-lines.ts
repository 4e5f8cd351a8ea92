import { randomBytes } from 'node:crypto';
import type { EnvLine } from './env-text.ts';

export type ComposeKind = 'single' | 'cluster';

export type Answers = {
  /** What people will type. */
  publicUrl: string;
  /** `off`, or the address of a mail server; null lets the mail catcher of the cluster take them. */
  mail: string | null;
  mailFrom: string | null;
  /** None: SQLite, or the PostgreSQL of the cluster. */
  databaseUrl: string | null;
  compose: ComposeKind | null;
};

/** What is always written anew. What else stands in a `.env` belongs to its owner and is carried over. */
const mailNames = ['MAIL', 'SMTP_URL', 'SMTP_URL_FILE', 'MAIL_FROM'];
const composeNames = ['PORTRESS_VERSION', 'CADDY_ADDRESS', 'COMPOSE_PROFILES'];
const ownNames = ['NODE_ENV', 'PUBLIC_URL', 'SECRET_KEY', 'TRUSTED_PROXIES', ...mailNames, ...composeNames];
const databaseNames = ['DATABASE_URL', 'DATABASE_URL_FILE'];
const clusterNames = [...databaseNames, 'POSTGRES_PASSWORD', 'REDIS_URL', 'REDIS_PASSWORD'];

type Former = Readonly<Record<string, string>>;

/** A database that was chosen by its owner stays the one, unless this line names another, or the cluster comes or goes. */
function findReplaced({ compose, databaseUrl }: Answers, former: Former): Set<string> {
  const isOfCluster = compose === 'cluster' || former.POSTGRES_PASSWORD !== undefined;
  return new Set([...ownNames, ...(isOfCluster ? clusterNames : databaseUrl === null ? [] : databaseNames)]);
}

/**
 * The settings of a new installation, in the order in which a person would read them.
 *
 * @param former what a `.env` that is being replaced says: its secrets go on, or everybody would be signed out and PostgreSQL
 *   would know another password
 * @param developmentSecret of a database that is there already, whose secret becomes that of production
 */
export function listSettings(
  answers: Answers,
  given: { former: Former; developmentSecret: string | null; version: string },
): EnvLine[] {
  const { publicUrl, compose } = answers;
  const { former } = given;
  const replaced = findReplaced(answers, former);
  const carried = Object.entries(former).filter(([name]) => !replaced.has(name));
  return [
    'Settings of Portress, made by `portress init`. Whoever can read this file can act for everybody: keep it to yourself, and a',
    'copy of it in a safe place that is not the place of your backups. What else can be set: .env.example, and the guides.',
    '',
    ...(compose === null ? [] : composeLines(answers, given.version)),
    ['NODE_ENV', 'production'],
    ['PUBLIC_URL', publicUrl],
    ...(former.SECRET_KEY_FILE === undefined || former.SECRET_KEY !== undefined
      ? [['SECRET_KEY', former.SECRET_KEY ?? given.developmentSecret ?? makeSecret()] as const]
      : []),
    ...(compose === null && publicUrl.startsWith('https:') ? proxyLines(former.TRUSTED_PROXIES) : []),
    ...databaseLines(answers, former),
    ...mailLines(answers),
    ...(carried.length > 0 ? ['', 'From the former .env.'] : []),
    ...carried,
  ];
}

const makeSecret = (): string => randomBytes(36).toString('base64url');

const proxyLines = (former = '127.0.0.1,::1'): EnvLine[] => [
  'The proxy that ends https, on this machine. Another one: its address.',
  ['TRUSTED_PROXIES', former],
];

const composeLines = ({ publicUrl, mail }: Answers, version: string): EnvLine[] => [
  'For compose.yaml: which image, and for which name Caddy asks for a certificate.',
  ['PORTRESS_VERSION', version],
  ['CADDY_ADDRESS', new URL(publicUrl).origin],
  ...(mail === null ? [['COMPOSE_PROFILES', 'mail-catcher'] as const] : []),
  '',
];

function databaseLines({ databaseUrl, compose }: Answers, former: Former): EnvLine[] {
  if (compose !== 'cluster') return databaseUrl === null ? [] : [['DATABASE_URL', databaseUrl]];
  // PostgreSQL takes its password into the volume when it is first started, and goes by that one ever after.
  const { POSTGRES_PASSWORD: postgres = makeSecret(), REDIS_PASSWORD: redis = makeSecret() } = former;
  return [
    ['POSTGRES_PASSWORD', postgres],
    ['DATABASE_URL', `postgres://portress:${postgres}@postgres:5432/portress`],
    ['REDIS_PASSWORD', redis],
    ['REDIS_URL', `redis://:${redis}@redis:6379`],
  ];
}

function mailLines({ mail, mailFrom, publicUrl }: Answers): EnvLine[] {
  if (mail === 'off')
    return ['Nothing is sent: `portress accounts verify` and `reset-link` print one-time links.', ['MAIL', 'off']];
  const from = mailFrom ?? `Accounts <no-reply@${new URL(publicUrl).hostname}>`;
  if (mail !== null)
    return [
      ['SMTP_URL', mail],
      ['MAIL_FROM', from],
    ];
  return [
    'For a trial: the mail catcher shows every mail and delivers none. Put your mail server here, and take COMPOSE_PROFILES away.',
    ['SMTP_URL', 'smtp://mail:1025'],
    ['MAIL_FROM', from],
  ];
}
