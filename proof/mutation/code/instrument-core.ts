import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type babel, Instrumenter } from '@stryker-mutator/instrumenter';
import { type Edit, type MutantName, nameEdits } from '../judge-mutants.ts';
import { serverSource, sessionCore } from '../session-core.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pathOf = (file: string): string => join(root, serverSource, file);

export type CodeMutant = { id: string; name: MutantName };

export type InstrumentedCore = {
  mutants: readonly CodeMutant[];
  /** Each file by its path, with every mutant in it and a switch at each: `globalThis.__stryker__.activeMutant`. */
  sources: ReadonlyMap<string, string>;
};

type Log = ConstructorParameters<typeof Instrumenter>[0];
const log = {
  isDebugEnabled: () => false,
  debug: () => {},
  info: () => {},
  warn: console.warn,
} as unknown as Log;

/** Names and texts of statements: edits of the SQL have a part of their own, and what a statement is called is no rule of a session. */
const statements = {
  shouldIgnore: (path: babel.NodePath): string | undefined => {
    const { parent } = path;
    const isArgument = (path.isStringLiteral() || path.isTemplateLiteral()) && parent?.type === 'CallExpression';
    return isArgument && 'name' in parent.callee && /^(statement|batchedStatement)$/.test(String(parent.callee.name))
      ? 'SQL is tried by itself'
      : undefined;
  },
};

/** Makes every mutant of the session core. The same files make the same mutants with the same ids, in whatever process. */
export async function instrumentCore(): Promise<InstrumentedCore> {
  const files = sessionCore.map((file) => ({
    name: pathOf(file),
    mutate: true,
    content: readFileSync(pathOf(file), 'utf8'),
  }));
  const texts = new Map(files.map(({ name, content }) => [name, content]));
  const options = { plugins: null, excludedMutations: [], ignorers: [statements] };
  const made = await new Instrumenter(log).instrument(files, options);
  const mutants = made.mutants.filter(({ status }) => status !== 'Ignored');
  const names = nameEdits(mutants.map((mutant) => editOf(mutant, texts.get(mutant.fileName) ?? '')));
  return {
    mutants: mutants.flatMap(({ id }, index) => {
      const name = names[index];
      return name === undefined ? [] : [{ id, name }];
    }),
    sources: new Map(made.files.map(({ name, content }) => [name, content])),
  };
}

type Mutant = Awaited<ReturnType<Instrumenter['instrument']>>['mutants'][number];

/** Lines and columns of a mutant count from 0. */
function editOf({ fileName, location, replacement }: Mutant, text: string): Edit {
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offsetOf = ({ line, column }: { line: number; column: number }): number => (lineStarts[line] ?? 0) + column;
  return {
    where: fileName.slice(join(root, serverSource).length + 1),
    text,
    start: offsetOf(location.start),
    end: offsetOf(location.end),
    to: replacement,
  };
}
