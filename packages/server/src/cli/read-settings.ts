import { resolve } from 'node:path';
import { type Config, ConfigError, readPostgresAddress, readProcessConfig } from '#server/config.ts';
import { CommandRefusedError } from './refusals.ts';

/** The repository's root, which relative settings are relative to. */
const root = resolve(import.meta.dirname, '../../../..');

/**
 * The settings alone, for commands that only look: the development secret is not made for them, so that no file of
 * another user's stands in the way of the service.
 *
 * @throws ConfigError naming every fault at once
 */
export const readSettings = (): Config => readProcessConfig(root);

/**
 * The address of another database, as it was typed.
 *
 * @param option where it was typed, such as `--to`
 * @throws CommandRefusedError saying what would be right
 */
export function readAddress(option: string, typed: string): string {
  if (!/^postgres(ql)?:\/\/./.test(typed))
    throw new CommandRefusedError('address', `${option} must be an address of PostgreSQL: postgres://…`);
  try {
    return readPostgresAddress(typed, root);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandRefusedError('address', error.faults.map(({ message }) => `${option}: ${message}.`).join('\n'));
  }
}
