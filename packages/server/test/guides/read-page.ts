import type { Shown } from './expect-shown.ts';
import { type Fence, opensFence, readAnswer, readConsole, readFence } from './read-fence.ts';
import { type Given, readGiven } from './read-given.ts';
import { type Remark, readRemark } from './read-remark.ts';

export type Step =
  | { kind: 'run'; line: number; script: string; shown: Shown | null; canFail: boolean }
  | { kind: 'background'; line: number; script: string; until: string }
  | { kind: 'stop'; line: number }
  | { kind: 'file'; line: number; name: string; text: string };

/** A page of the guides, as far as it can be run. */
export type Page = {
  path: string;
  title: string;
  /** The test that runs the page, where it has one of its own. */
  runBy: string | null;
  given: Given | null;
  steps: Step[];
  /** Blocks of commands that are run, and those that are not. */
  run: number;
  notRun: number;
  /** Sentences that say what to add or to mend. */
  faults: string[];
};

/** Reads the comments, the blocks of commands and what is shown below them. Reads all of it, and names all faults. */
export function readPage(path: string, text: string): Page {
  const lines = text.split('\n');
  const page: Page = { path, title: '', runBy: null, given: null, steps: [], run: 0, notRun: 0, faults: [] };
  let at = 0;
  while (at < lines.length) {
    const remark = readRemark(lines[at] ?? '');
    const isOfBlock = remark !== null && opensFence(lines[at + 1]);
    if (isOfBlock || opensFence(lines[at])) {
      const fence = readFence(lines, isOfBlock ? at + 1 : at);
      at = readBlock(page, fence, isOfBlock ? remark : null, lines);
    } else {
      if (remark) readPageRemark(page, remark, at + 1);
      if (page.title === '' && lines[at]?.startsWith('# ')) page.title = lines[at]?.slice(2) ?? '';
      at += 1;
    }
  }
  if (page.runBy !== null) return { ...page, given: null, steps: [], run: 0, notRun: 0 };
  findWhatIsMissing(page);
  return page;
}

function readPageRemark(page: Page, { kind, value }: Remark, line: number): void {
  if (kind === 'stop') page.steps.push({ kind, line });
  else if (kind === 'run by') page.runBy = value;
  else if (kind === 'run with') {
    try {
      page.given = readGiven(value);
    } catch (error) {
      blame(page, line, (error as Error).message);
    }
  } else if (kind === 'unknown') blame(page, line, `"${value}" means nothing here. CONTRIBUTING.md has what does.`);
  else blame(page, line, `"${kind}: ${value}" has to stand on the line before a block.`);
}

/** @returns the line after the block and its answer */
function readBlock(page: Page, fence: Fence, remark: Remark | null, lines: string[]): number {
  const { line, language, text, next } = fence;
  const isShell = language === 'sh' || language === 'console';
  const kind = remark?.kind;
  if (/^(?:bash|shell|zsh|shellsession)$/.test(language) || (language === '' && text.startsWith('$ ')))
    blame(page, line, 'Commands stand in ```sh, or in ```console with "$ " before each and its answer below it.');
  if (remark && (kind === 'stop' || kind === 'run by' || kind === 'run with' || kind === 'unknown'))
    readPageRemark(page, remark, line - 1);
  if (kind === 'background' && !isShell) blame(page, line, 'What runs in background is a block of ```sh.');
  if (remark && kind === 'file') page.steps.push({ kind, line, name: remark.value, text });
  else if (remark && kind === 'not run') {
    if (remark.value === '') blame(page, line, 'Say why this block is not run: <!-- not run: REASON -->.');
    if (isShell) page.notRun += 1;
  } else if (remark && kind === 'background') {
    page.steps.push({ kind, line, script: text.replace(/^\$ /gm, ''), until: remark.value });
    page.run += 1;
  } else if (isShell) {
    page.run += 1;
    return language === 'console' ? readTyped(page, fence) : readScript(page, fence, lines);
  }
  return next;
}

function readTyped(page: Page, fence: Fence): number {
  const typed = readConsole(fence.text);
  if (typed.length === 0) blame(page, fence.line, 'A ```console block begins with "$ " and a command.');
  // A refusal is compared with what people see of it, and has an exit code of its own.
  for (const { script, shown } of typed)
    page.steps.push({ kind: 'run', line: fence.line, script, shown, canFail: shown !== null });
  return fence.next;
}

function readScript(page: Page, { line, text, next }: Fence, lines: string[]): number {
  const answer = readAnswer(lines, next);
  page.steps.push({ kind: 'run', line, script: text, shown: answer?.shown ?? null, canFail: false });
  return answer?.next ?? next;
}

function findWhatIsMissing(page: Page): void {
  const first = page.steps.find(({ kind }) => kind === 'run' || kind === 'background');
  if (first && !page.given && page.faults.length === 0)
    blame(
      page,
      first.line,
      'Nothing says what these commands run with. Put <!-- run with: service -->, <!-- run with: nothing --> or ' +
        '<!-- run by: FILE --> before the first block of the page, or <!-- not run: REASON --> on the line before this one.',
    );
  if (!first && page.given) blame(page, 1, 'It says what its commands run with, and has none that are run.');
  if (page.title === '') blame(page, 1, 'A page begins with a heading: "# …".');
}

const blame = (page: Page, line: number, what: string): void => void page.faults.push(`${page.path}:${line}: ${what}`);
