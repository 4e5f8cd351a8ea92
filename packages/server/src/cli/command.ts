import type { Terminal } from './terminal.ts';

/** One option of a command: `--name`, or `--name VALUE` when `value` names what it takes. */
export type Option = { about: string; value?: string };
export type Options = Readonly<Record<string, Option>>;

type ValuesOf<O extends Options> = { [K in keyof O]?: O[K] extends { value: string } ? string : true };

/** What was typed after the command's name, already in the right number and of known names. */
export type Given<O extends Options = Options> = { values: ValuesOf<O>; operands: readonly string[]; isJson: boolean };

/** What a command has to say: `text` for people, `json` for programs, and an exit code when it is not 0. */
export type Outcome = { text: string; json: unknown; exitCode?: number };

export type Command<O extends Options = Options> = {
  /** What it does and what to know about it, in whole sentences. */
  about: string;
  /** The names of what follows the command without dashes; all of it is required. */
  operands: readonly string[];
  options: O;
  /** Lines to type, each with what it does. */
  examples: readonly (readonly [line: string, about: string])[];
  /** @returns null when the command has spoken for itself */
  run(given: Given<O>, terminal: Terminal): Promise<Outcome | null>;
};

/** Declares a command; the types of its values come from its options. */
export const command = <const O extends Options>(definition: Command<O>): Command => definition;
