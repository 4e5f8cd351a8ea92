import { resolve } from 'node:path';
import { type Config, readProcessConfig } from '#server/config.ts';

/** The repository's root, which relative settings are relative to. */
const root = resolve(import.meta.dirname, '../../../..');

/**
 * The settings alone, for commands that only look: the development secret is not made for them, so that no file of
 * another user's stands in the way of the service.
 *
 * @throws ConfigError naming every fault at once
 */
export const readSettings = (): Config => readProcessConfig(root);
