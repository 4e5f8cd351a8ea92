import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecrets, type Secrets } from '#platform/crypto/secrets.ts';
import { type Config, ConfigError } from '#server/config.ts';
import { readSettings } from '../read-settings.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

export type SettingsRead = { findings: Finding[]; config: Config | null };

/** Every fault of the settings, each by its name. Nothing else can be looked at while there is one. */
export function inspectSettings(): SettingsRead {
  try {
    const config = readSettings();
    const mode = config.isProduction ? 'production' : 'development';
    const findings = [
      ok('settings', `readable, for ${mode}`),
      ...config.warnings.map((text) => warning('settings', text, 'Leave it if that is what you want.')),
    ];
    return { findings, config };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.faults.map(({ setting, message }) =>
      fault('settings', `${setting} ${message}`, `Set ${setting} in the environment or in .env.`),
    );
    return { findings, config: null };
  }
}

/** The secret that everything else is sealed with. The development secret is read, never made: the service makes it. */
export function inspectSecret(config: Config): { findings: Finding[]; secrets: Secrets | null } {
  if (config.secretKeys !== null) return inspectSecretKeys(config.secretKeys);
  const file = join(config.dataDir, 'development-secret');
  if (!existsSync(file))
    return {
      findings: [ok('secret', 'SECRET_KEY is not set: the first start makes a secret for development')],
      secrets: null,
    };
  const stats = statSync(file);
  const findings = [inspectSecretFile(file, stats)];
  return { findings, secrets: createSecrets([readFileSync(file, 'utf8').trim()]) };
}

function inspectSecretKeys(secretKeys: readonly string[]): { findings: Finding[]; secrets: Secrets | null } {
  try {
    const secrets = createSecrets(secretKeys);
    const former = secretKeys.length - 1;
    return {
      findings: [ok('secret', former === 0 ? 'SECRET_KEY is set' : `SECRET_KEY is set, with ${former} former`)],
      secrets,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { findings: [fault('secret', message, 'Make another with `openssl rand -base64 48`.')], secrets: null };
  }
}

function inspectSecretFile(file: string, { mode, uid }: Stats): Finding {
  if ((mode & 0o077) !== 0)
    return fault('secret', `${file} can be read by other users of this machine`, `chmod 600 ${file}`);
  const own = process.getuid?.() ?? uid;
  if (uid !== own)
    return warning(
      'secret',
      `${file} belongs to another user (${uid}) than this command runs as (${own})`,
      'Run the service and the command line as the same user.',
    );
  return ok('secret', 'the development secret is kept in DATA_DIR, readable by its owner only');
}
