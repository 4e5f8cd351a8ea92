import { parseArgs } from 'node:util';
import { findClosestName } from './closest-name.ts';
import type { Command, Given, Options } from './command.ts';
import { type CommandEntry, commands } from './commands.ts';
import { formatCommandList, formatHelp, formatOutcome, formatRefusal, formatUsageLine } from './output.ts';
import { UsageError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the line that was typed.
 *
 * @param line what follows `portress`
 * @returns the exit code: 0 done, 1 refused or at fault, 2 the line cannot be read
 */
export async function dispatch(line: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = line;
  if (first === undefined || first === '--help' || first === '-h' || (first === 'help' && rest.length === 0))
    return say(terminal, formatCommandList());
  if (first === '--version' || first === '-V') return say(terminal, await readVersionLine());
  // `help X` is `X --help`.
  const words = first === 'help' ? [...rest.filter((word) => !word.startsWith('-')), '--help'] : line;
  const found = findCommand(words);
  if (found === undefined) return answerUnknown(words, terminal);
  return runCommand(found, terminal);
}

const say = (terminal: Terminal, text: string): number => {
  terminal.out(`${text}\n`);
  return 0;
};

async function readVersionLine(): Promise<string> {
  const { readVersion } = await import('#server/installation.ts');
  return readVersion();
}

type Found = { name: string; entry: CommandEntry; rest: readonly string[] };

/** The longest name at the beginning of the line: `migrate status` before `migrate`. */
function findCommand(words: readonly string[]): Found | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    if (!Object.hasOwn(commands, name)) continue;
    const entry = commands[name];
    if (entry !== undefined) return { name, entry, rest: words.slice(length) };
  }
  return undefined;
}

function answerUnknown(words: readonly string[], terminal: Terminal): number {
  const typed = words.filter((word) => !word.startsWith('-')).slice(0, 2);
  const names = Object.keys(commands);
  const group = typed[0] ?? '';
  const isGroup = names.some((name) => name.startsWith(`${group} `));
  if (isGroup && typed.length === 1 && (words.includes('--help') || words.includes('-h')))
    return say(terminal, formatCommandList(group));
  const name = typed.join(' ') || (words[0] ?? '');
  const closest = findClosestName(name, names) ?? findClosestName(group, names);
  const sentence =
    isGroup && typed.length === 1 ? `"${name}" is not a whole command.` : `There is no command "${name}".`;
  const hint = closest === undefined ? '' : ` Did you mean "portress ${closest}"?`;
  terminal.error(`${sentence}${hint}\n\n${formatCommandList(isGroup ? group : null)}\n`);
  return 2;
}

async function runCommand({ name, entry, rest }: Found, terminal: Terminal): Promise<number> {
  const definition = await entry.load();
  const isJson = rest.includes('--json');
  try {
    const { given, wantsHelp } = parseLine(definition, rest);
    if (wantsHelp) return say(terminal, formatHelp(name, definition));
    const outcome = await definition.run(given, terminal);
    if (outcome === null) return 0;
    terminal.out(formatOutcome(outcome, isJson));
    return outcome.exitCode ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.error(`${error.message}\n\n${formatUsageLine(name, definition)}\nMore: portress help ${name}\n`);
      return 2;
    }
    const { explainFailure } = await import('./explain-failure.ts');
    const refusal = explainFailure(error);
    if (isJson) terminal.out(formatRefusal(refusal, isJson));
    else terminal.error(formatRefusal(refusal, isJson));
    return 1;
  }
}

/** @throws UsageError saying in a sentence what cannot be read */
function parseLine(definition: Command, words: readonly string[]): { given: Given; wantsHelp: boolean } {
  const { values, positionals } = parseWords(definition.options, words);
  const { help, json, ...own } = values;
  const isJson = json === true;
  if (help === true) return { given: { values: {}, operands: [], isJson }, wantsHelp: true };
  const missing = definition.operands[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  const extra = positionals[definition.operands.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is not expected here.`);
  return { given: { values: own, operands: positionals, isJson }, wantsHelp: false };
}

function parseWords(options: Options, words: readonly string[]) {
  const known = Object.fromEntries(
    Object.entries(options).map(
      ([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const,
    ),
  );
  try {
    return parseArgs({
      args: [...words],
      options: { ...known, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    // Its first sentence says what is wrong, the next ones what Node's parser would take.
    const [sentence = 'The options cannot be read'] = error instanceof Error ? error.message.split(/\.\s|\n/) : [];
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}
