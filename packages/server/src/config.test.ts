import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ConfigError, readConfig, readProcessConfig } from './config.ts';

const secret = 'Ky0vR2x1Zm9yLXRlc3RzLW9ubHktbm90LXJlYWxseQ==';
const production = { NODE_ENV: 'production', SECRET_KEY: secret, PUBLIC_URL: 'https://id.example', MAIL: 'off' };
const read = (environment: Record<string, string> = {}) => readConfig(environment, '/srv/portress');

/** The faults by setting, as the person who starts the service reads them. */
function faultsOf(environment: Record<string, string>): Record<string, string[]> {
  try {
    read(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { setting, message } of error.faults) expect(error.message).toContain(`  ${setting}: ${message}`);
    const bySetting = Map.groupBy(error.faults, (fault) => fault.setting);
    return Object.fromEntries(
      [...bySetting].map(([setting, faults]) => [setting, faults.map((fault) => fault.message)]),
    );
  }
  return {};
}

describe('settings', () => {
  test('have the defaults that are written down', () => {
    expect(read()).toMatchObject({
      isProduction: false,
      host: '127.0.0.1',
      port: 8000,
      publicUrl: 'http://localhost:8000',
      publicPath: '',
      isSecure: false,
      tokenAudience: 'http://localhost:8000',
      dataDir: '/srv/portress/data',
      databaseUrl: 'sqlite:/srv/portress/data/portress.db',
      secretKeys: null,
      mail: 'inbox',
      emailVerification: 'required',
      signUp: 'open',
      signUpDomains: [],
      signUpDisclosure: 'conflict',
      passwordMinLength: 8,
      tokenAlgorithm: 'ES256',
      accessTokenSeconds: 900,
      refreshIdleSeconds: 2_592_000,
      refreshAbsoluteSeconds: 7_776_000,
      refreshGraceSeconds: 60,
      hasPasswordGrant: true,
      trustedProxies: [],
      limits: { signInFailuresPer15Minutes: 10, signUpsPerHour: 60, refreshesPerMinute: 120, mailsPerHour: 5 },
      avatarDefault: 'identicon',
      avatarStore: { kind: 'file', directory: '/srv/portress/data/avatars' },
      hasApiReference: true,
      hasDocumentation: true,
      metricsToken: null,
      product: { name: 'Portress', supportEmail: null },
      logLevel: 'info',
      warnings: [],
    });
  });

  test('are stricter in production', () => {
    expect(read(production)).toMatchObject({
      isProduction: true,
      hasPasswordGrant: false,
      hasApiReference: false,
      hasDocumentation: false,
      appOrigins: [],
      mail: 'off',
      emailVerification: 'optional',
    });
    expect(read({ ...production, PASSWORD_GRANT: 'on', API_REFERENCE: 'on', DOCUMENTATION: 'on' })).toMatchObject({
      hasPasswordGrant: true,
      hasApiReference: true,
      hasDocumentation: true,
    });
  });

  test('APP_ORIGINS: any port of this machine until it is set, exact from then on, also when set to nothing in production', () => {
    expect(read().appOrigins).toBeNull();
    expect(read({ APP_ORIGINS: '' }).appOrigins).toBeNull();
    expect(read({ APP_ORIGINS: ' https://a.example , http://localhost:3000,' }).appOrigins).toEqual([
      'https://a.example',
      'http://localhost:3000',
    ]);
    for (const value of [
      '*',
      'a.example',
      'https://a.example/path',
      'https://*.example',
      'null',
      'https://a.example?x',
      'https://user@a.example',
    ])
      expect([value, Object.keys(faultsOf({ APP_ORIGINS: value }))]).toEqual([value, ['APP_ORIGINS']]);
  });

  test('N7: production refuses a missing, default, short or too simple secret, an insecure PUBLIC_URL and the inbox', () => {
    const { SECRET_KEY: _, ...withoutSecret } = production;
    expect(faultsOf(withoutSecret).SECRET_KEY?.[0]).toMatch(/^is missing/);
    for (const value of ['changeme', 'secret', 'x'.repeat(31), `${secret},short`, `${secret},`])
      expect([value, faultsOf({ ...production, SECRET_KEY: value }).SECRET_KEY?.[0]]).toEqual([
        value,
        expect.stringMatching(/^must have 32 bytes/),
      ]);
    for (const value of [
      'change-me-please-change-me-please',
      'CHANGE-ME-PLEASE-CHANGE-ME-PLEASE',
      'a'.repeat(64),
      'abcabcabc'.repeat(8),
    ])
      expect([value, faultsOf({ ...production, SECRET_KEY: value }).SECRET_KEY?.[0]]).toEqual([
        value,
        expect.stringMatching(/^is an example/),
      ]);
    expect(Object.keys(faultsOf({ ...production, PUBLIC_URL: 'http://id.example' }))).toEqual(['PUBLIC_URL']);
    expect(Object.keys(faultsOf({ ...production, PUBLIC_URL: '' }))).toEqual(['PUBLIC_URL']);
    const { MAIL: __, ...withMail } = production;
    expect(Object.keys(faultsOf(withMail))).toEqual(['SMTP_URL']);
    expect(faultsOf(production)).toEqual({});
    for (const host of ['localhost:8000', '127.0.0.1:8000', '[::1]:8000'])
      expect(read({ ...production, PUBLIC_URL: `http://${host}` }).warnings).toHaveLength(1);
  });

  test('N7: a short secret is refused in development as well', () => {
    expect(Object.keys(faultsOf({ SECRET_KEY: 'short' }))).toEqual(['SECRET_KEY']);
  });

  test('N7: every fault is told at once, by its setting, none with its value', () => {
    const environment = {
      NODE_ENV: 'production',
      PORT: 'canary',
      PUBLIC_URL: 'http://canary.example/?canary',
      SECRET_KEY: 'canary-short',
      DATABASE_URL: 'mysql://canary',
      SMTP_URL: 'smtp://canary:canary@mail.example',
      SIGN_UP: 'canary',
      ACCESS_TOKEN_SECONDS: '-1',
      REFRESH_IDLE_SECONDS: '100',
      TRUSTED_PROXIES: '10.0.0.0/99',
      APP_ORIGINS: 'https://canary.example/path',
      AVATAR_STORE: 'canary://canary',
      CLOUDINARY_URL: 'cloudinary:canary',
      METRICS_TOKEN: 'canary',
      SUPPORT_EMAIL: 'canary',
      PRODUCT_ACCENT: 'canary',
      LOG_LEVEL: 'canary',
    };
    const faults = faultsOf(environment);
    expect(Object.keys(faults).toSorted()).toEqual(
      [
        ...Object.keys(environment).filter((name) => name !== 'NODE_ENV' && name !== 'SMTP_URL'),
        'MAIL_FROM',
      ].toSorted(),
    );
    expect(JSON.stringify(faults)).not.toContain('canary');
  });

  test('a fault of one setting makes no second one of itself', () => {
    expect(faultsOf({ ...production, PORT: 'x' })).toEqual({ PORT: ['must be a port number'] });
    expect(Object.keys(faultsOf({ ...production, MAIL: 'on', SMTP_URL: 'http://mail.example' }))).toEqual(['SMTP_URL']);
    expect(Object.keys(faultsOf({ NODE_ENV: 'prod' }))).toEqual(['NODE_ENV']);
  });

  test('a secret may come from a file, and from one place only', () => {
    const directory = mkdtempSync(join(tmpdir(), 'portress-config-'));
    const file = join(directory, 'secret');
    writeFileSync(file, `${secret}\n`);
    expect(read({ SECRET_KEY_FILE: file }).secretKeys).toEqual([secret]);
    writeFileSync(file, 'postgres://user:password@db.example/portress\n');
    expect(read({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://user:password@db.example/portress');
    expect(Object.keys(faultsOf({ SECRET_KEY_FILE: file, SECRET_KEY: secret }))).toEqual(['SECRET_KEY_FILE']);
    expect(Object.keys(faultsOf({ SECRET_KEY_FILE: join(directory, 'none') }))).toEqual(['SECRET_KEY_FILE']);
    rmSync(directory, { recursive: true });
  });

  test('a connection to PostgreSQL is plain or verified, and nothing in between', () => {
    const plain = 'postgres://user:password@db.example/portress';
    const urlOf = (options: string, environment: Record<string, string> = {}) =>
      read({ DATABASE_URL: plain + options, ...environment }).databaseUrl;
    expect(urlOf('')).toBe(plain);
    for (const verified of ['sslmode=require', 'sslmode=verify-ca', 'sslmode=verify-full', 'ssl=true', 'ssl=1'])
      expect(urlOf(`?${verified}`)).toBe(`${plain}?sslmode=verify-full`);
    expect(urlOf('', { PGSSLMODE: 'require' })).toBe(`${plain}?sslmode=verify-full`);
    expect(urlOf('?sslmode=disable', { PGSSLMODE: 'require' })).toBe(`${plain}?sslmode=disable`);
    expect(urlOf('?sslmode=verify-full&sslrootcert=system')).toBe(`${plain}?sslmode=verify-full`);
    expect(read({ DATABASE_URL: 'postgres:///portress?host=/run/postgresql' }).databaseUrl).toBe(
      'postgres:///portress?host=/run/postgresql',
    );

    const directory = mkdtempSync(join(tmpdir(), 'portress-config-'));
    const file = join(directory, 'root.pem');
    writeFileSync(file, 'a certificate');
    const withRoot = `${plain}?sslmode=verify-full&sslrootcert=${encodeURIComponent(file)}`;
    expect(urlOf(`?sslrootcert=${file}`)).toBe(`${plain}?sslrootcert=${encodeURIComponent(file)}&sslmode=verify-full`);
    expect(urlOf('?sslmode=require', { PGSSLROOTCERT: file })).toBe(withRoot);
    rmSync(directory, { recursive: true });

    const refused = (options: string, environment: Record<string, string> = {}) =>
      faultsOf({ DATABASE_URL: plain + options, ...environment });
    for (const mode of ['no-verify', 'prefer', 'allow', 'canary'])
      for (const faults of [refused(`?sslmode=${mode}`), refused(`?ssl=${mode}`), refused('', { PGSSLMODE: mode })])
        expect(faults).toEqual({
          DATABASE_URL: [expect.stringMatching(/^sslmode .*must be disable, require or verify-full/)],
        });
    expect(refused('?sslmode=require&uselibpqcompat=true').DATABASE_URL?.[0]).toContain('uselibpqcompat');
    expect(refused('?sslmode=require&sslrootcert=/none').DATABASE_URL).toEqual([
      'sslrootcert names a file that cannot be read',
    ]);
  });

  test('pictures are kept in a directory, in S3 or with Cloudinary, and each fault of it is named', () => {
    const storeOf = (AVATAR_STORE: string) => read({ AVATAR_STORE }).avatarStore;
    expect(read({ DATA_DIR: '/data' }).avatarStore).toEqual({ kind: 'file', directory: '/data/avatars' });
    const s3 = { kind: 's3', bucket: 'pictures', endpoint: null, region: 'us-east-1', publicUrl: null };
    expect(storeOf('s3://pictures?region=eu-central-1')).toEqual({ ...s3, region: 'eu-central-1' });
    expect(storeOf('s3://pictures?endpoint=http://minio:9000')).toEqual({ ...s3, endpoint: 'http://minio:9000' });
    expect(storeOf('s3://pictures?region=x&public_url=https://cdn.example/a/')).toEqual({
      ...s3,
      region: 'x',
      publicUrl: 'https://cdn.example/a',
    });
    const url = 'cloudinary://key:secret@cloud';
    expect(read({ AVATAR_STORE: 'cloudinary', CLOUDINARY_URL: url }).avatarStore).toEqual({ kind: 'cloudinary', url });
    for (const [value, message] of [
      ['ftp://x', 'must be file, s3://'],
      ['S3://bucket?region=x', 'must be file, s3://'],
      ['s3://', 'must be file, s3://'],
      ['s3://?region=x', 'must name a bucket'],
      ['s3://x?region=x', 'must name a bucket'],
      ['s3://bucket', 'needs region=…'],
      ['s3://bucket/path?region=x', 'must have no path'],
      ['s3://key:canary@bucket?region=x', 'must hold no key'],
      ['s3://bucket?region=x&acl=public', 'not acl'],
      ['s3://bucket?endpoint=canary', 'endpoint must begin with'],
      ['s3://bucket?region=x&public_url=ftp://canary', 'public_url must begin with'],
    ] as const) {
      const faults = faultsOf({ AVATAR_STORE: value });
      expect([value, Object.keys(faults), faults.AVATAR_STORE?.join()]).toEqual([
        value,
        ['AVATAR_STORE'],
        expect.stringContaining(message),
      ]);
      expect(JSON.stringify(faults)).not.toContain('canary');
    }
    expect(faultsOf({ AVATAR_STORE: 'cloudinary' }).CLOUDINARY_URL?.[0]).toMatch(/^is missing/);
    for (const value of ['https://key:secret@cloud', 'cloudinary://cloud', 'cloudinary://key@cloud', 'canary'])
      expect(Object.keys(faultsOf({ CLOUDINARY_URL: value }))).toEqual(['CLOUDINARY_URL']);
    expect(Object.keys(faultsOf({ AVATAR_DEFAULT: 'unicorn' }))).toEqual(['AVATAR_DEFAULT']);
  });

  test('several secrets: the newest first', () => {
    expect(read({ SECRET_KEY: `${secret}, older-${secret}` }).secretKeys).toEqual([secret, `older-${secret}`]);
  });

  test('PUBLIC_URL gives origin, path, security and audience; slashes at its end do not count', () => {
    for (const text of [
      'https://app.example/accounts',
      'https://app.example/accounts/',
      'https://APP.example/accounts//',
    ])
      expect(read({ PUBLIC_URL: text })).toMatchObject({
        publicUrl: 'https://app.example/accounts',
        publicOrigin: 'https://app.example',
        publicPath: '/accounts',
        isSecure: true,
        tokenAudience: 'https://app.example/accounts',
      });
    expect(read({ PUBLIC_URL: 'https://app.example/' })).toMatchObject({
      publicUrl: 'https://app.example',
      publicPath: '',
    });
    expect(read({ TOKEN_AUDIENCE: 'https://api.example' }).tokenAudience).toBe('https://api.example');
    expect(read({ PORT: '9000' }).publicUrl).toBe('http://localhost:9000');
    for (const text of [
      'app.example',
      'ftp://app.example',
      'https://user@app.example',
      'https://app.example/?x=1',
      'https://app.example/#x',
      'https://',
      'javascript:alert(1)',
    ])
      expect([text, Object.keys(faultsOf({ PUBLIC_URL: text }))]).toEqual([text, ['PUBLIC_URL']]);
  });

  test('durations are whole seconds of one or more; the grace alone may be none, and idle is more than twice the grace', () => {
    for (const name of ['ACCESS_TOKEN_SECONDS', 'REFRESH_IDLE_SECONDS', 'REFRESH_ABSOLUTE_SECONDS'])
      for (const value of ['0', '-1', '1.5', '1e3', 'x', '15m', '99999999999'])
        expect([name, value, Object.keys(faultsOf({ [name]: value }))]).toEqual([name, value, [name]]);
    expect(read({ REFRESH_GRACE_SECONDS: '0' }).refreshGraceSeconds).toBe(0);
    expect(Object.keys(faultsOf({ REFRESH_IDLE_SECONDS: '120' }))).toEqual(['REFRESH_IDLE_SECONDS']);
    expect(read({ REFRESH_IDLE_SECONDS: '121' }).refreshIdleSeconds).toBe(121);
    expect(read({ SIGN_UPS_PER_HOUR: '0' }).limits.signUpsPerHour).toBe(0);
  });

  test('a setting without a value counts as not set', () => {
    expect(read({ PORT: '', SECRET_KEY: '', METRICS_TOKEN: '' })).toMatchObject({
      port: 8000,
      secretKeys: null,
      metricsToken: null,
    });
  });

  test('mail: SMTP with its sender, the inbox in development, or off with verification optional', () => {
    expect(read({ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'a@example.com' }).mail).toBe('smtp');
    expect(Object.keys(faultsOf({ SMTP_URL: 'smtp://mail.example' }))).toEqual(['MAIL_FROM']);
    expect(read({ MAIL: 'off', EMAIL_VERIFICATION: 'required' }).emailVerification).toBe('optional');
  });

  test('.env is read from the folder that SETTINGS_DIR names, where relative paths begin; one that is not there is refused', () => {
    const directory = mkdtempSync(join(tmpdir(), 'portress-settings-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    // Before .env is read, so that what it sets is taken back with the rest.
    for (const name of ['PRODUCT_NAME', 'DATA_DIR']) vi.stubEnv(name, undefined);
    writeFileSync(join(directory, '.env'), 'PRODUCT_NAME=Club\nDATA_DIR=./here\n');
    vi.stubEnv('SETTINGS_DIR', directory);
    expect(readProcessConfig('/srv/portress')).toMatchObject({
      product: { name: 'Club' },
      dataDir: join(directory, 'here'),
    });
    vi.stubEnv('SETTINGS_DIR', join(directory, 'none'));
    expect(() => readProcessConfig('/srv/portress')).toThrow('SETTINGS_DIR: names a folder that is not there');
  });

  test('reads when backups are taken and how many stay, and says what would be right', () => {
    expect(read({}).backup).toEqual({
      directory: null,
      schedule: '30 3 * * *',
      keep: { days: 7, weeks: 4, months: 6 },
    });
    const given = read({ BACKUP_DIR: '/backup', BACKUP_SCHEDULE: '0 */6 * * 1-5', BACKUP_KEEP: '2w, 14d' }).backup;
    expect(given).toEqual({ directory: '/backup', schedule: '0 */6 * * 1-5', keep: { days: 14, weeks: 2, months: 0 } });
    for (const value of ['daily', '* * * * * *', '61 * * * *', '0 0 31 2 *'])
      expect([value, faultsOf({ BACKUP_SCHEDULE: value }).BACKUP_SCHEDULE?.join()]).toEqual([
        value,
        expect.stringMatching(/five fields of cron/),
      ]);
    for (const value of ['7', '7d,7d', '0d', '7d;4w', '1y'])
      expect([value, faultsOf({ BACKUP_KEEP: value }).BACKUP_KEEP?.join()]).toEqual([
        value,
        expect.stringMatching(/7d,4w,6m/),
      ]);
  });
});
