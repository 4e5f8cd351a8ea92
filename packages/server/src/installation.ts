import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOrMakeDevelopmentSecret } from '#platform/crypto/development-secret.ts';
import { findMailFaults } from '#platform/mail/find-mail-faults.ts';
import { type Config, ConfigError, findSettingsDirectory, readProcessConfig } from './config.ts';

export type ServiceConfig = Config & { secretKeys: readonly string[] };

/** The repository's root, which relative settings are relative to. */
const root = resolve(import.meta.dirname, '../../..');

/** Where `.env` is looked for. */
export const settingsDirectory = (): string => findSettingsDirectory(root);

/** The Compose files that `portress init` hands out, a folder for each way to run. */
export const composeDirectory = join(root, 'deploy/compose');

/** Where the built web client lies. */
export const webDirectory = join(root, 'packages/web/dist');

/** Where the built documentation lies, where it was built. */
export const documentationDirectory = join(root, 'packages/documentation/dist');

export const isDocumentationBuilt = (): boolean => existsSync(join(documentationDirectory, 'index.html'));

/**
 * The settings of this process, with the development secret where production would ask for one.
 *
 * @throws ConfigError naming the faults
 */
export function loadServiceConfig(): ServiceConfig {
  const config = readProcessConfig(root);
  const faults = config.mail === 'smtp' ? findMailFaults(config) : [];
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...config, secretKeys: config.secretKeys ?? [readOrMakeDevelopmentSecret(config.dataDir)] };
}

export const readVersion = (): string =>
  (JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8')) as { version: string }).version;
