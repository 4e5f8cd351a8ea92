import { parseEnv } from 'node:util';
import { CommandRefusedError } from '../refusals.ts';

/** One setting, or a comment between them. */
export type EnvLine = readonly [name: string, value: string] | string;

/**
 * The text of a `.env` that Node, Compose, systemd and `docker run --env-file` read alike. A value is quoted only where it has
 * to be: the last of them takes quotes for a part of it.
 *
 * @throws CommandRefusedError for a value that no kind of quotes can hold everywhere
 */
export const formatEnv = (lines: readonly EnvLine[]): string =>
  `${lines.map((line) => (typeof line === 'string' ? toComment(line) : `${line[0]}=${quoteOrRefuse(...line)}`)).join('\n')}\n`;

const toComment = (text: string): string => (text === '' ? '' : `# ${text}`);

export const unwritable =
  'holds quotes, backslashes or line ends that a .env cannot hold everywhere: in an address write them as %27, %22, %5C';

function quoteOrRefuse(name: string, value: string): string {
  const quoted = quote(value);
  if (quoted === null) throw new CommandRefusedError('unwritable_value', `${name} ${unwritable}.`);
  return quoted;
}

/** @returns null where no kind of quotes would do */
export function quote(value: string): string | null {
  // Compose replaces `$NAME`, and everybody takes `#` for a comment somewhere.
  if (/^[^\s"'`$\\#]([^"'`$\\#\n\r]*[^\s"'`$\\#])?$/.test(value)) return value;
  if (!/['\n\r\\]/.test(value)) return `'${value}'`;
  return /["$\\\n\r]/.test(value) ? null : `"${value}"`;
}

/** What a `.env` says. */
export const readEnv = (text: string): Record<string, string> => ({ ...parseEnv(text) }) as Record<string, string>;
