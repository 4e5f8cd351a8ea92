import type { Command, Outcome } from './command.ts';
import { commands } from './commands.ts';
import { formatColumns } from './format-columns.ts';

/** Plain text for people, or one line of JSON. */
export const formatOutcome = (outcome: Outcome, isJson: boolean): string =>
  isJson ? `${JSON.stringify(outcome.json)}\n` : `${outcome.text.trimEnd()}\n`;

export const formatRefusal = (refusal: { code: string; message: string }, isJson: boolean): string =>
  isJson ? `${JSON.stringify({ error: refusal })}\n` : `${refusal.message}\n`;

/** The options that every command has. */
const commonOptions: (readonly [string, string])[] = [
  ['--json', 'answer with one line of JSON'],
  ['-h, --help', 'this text'],
];

/** The list of commands: all, or those that begin with `group`. */
export function formatCommandList(group: string | null = null): string {
  const entries = Object.entries(commands).filter(([name]) => group === null || name.startsWith(`${group} `));
  const list = formatColumns(entries.map(([name, { summary }]) => [name, summary] as const));
  return `Usage: portress COMMAND [options]

${list}

  portress help COMMAND    what a command does, its options, examples
  portress --version       the version

From a clone: npm run portress -- COMMAND. Settings come from the environment and .env, as for the service.
Exit codes: 0 done, 1 refused or something is wrong, 2 the line cannot be read.`;
}

export const formatUsageLine = (name: string, { operands, options }: Command): string =>
  `Usage: ${['portress', name, ...operands, ...Object.entries(options).map(([option, { value }]) => `[--${option}${value === undefined ? '' : ` ${value}`}]`), '[--json]'].join(' ')}`;

/** Everything about one command. */
export function formatHelp(name: string, definition: Command): string {
  const options = Object.entries(definition.options).map(
    ([option, { about, value }]) => [`--${option}${value === undefined ? '' : ` ${value}`}`, about] as const,
  );
  const examples = formatColumns(definition.examples.map(([line, about]) => [`portress ${line}`, about] as const));
  return `${formatUsageLine(name, definition)}

${definition.about}

Options:
${formatColumns([...options, ...commonOptions])}

Examples:
${examples}`;
}
