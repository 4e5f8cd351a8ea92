/** What one figure has in docs/benchmarks.md: its rows of the one table, and its own section. */
type Kept = { rows: string[]; section: string };

const head = '| # | what | beside | measured | least–most | Prototype | Reach | reached | when |';
const rule = '| --- | --- | --- | --- | --- | --- | --- | --- | --- |';
const columns = 9;

/**
 * The new text between the markers: what was measured now replaces its own figure, what was not stays with its date.
 *
 * @param old the text that stood there, or an empty one
 * @param order the ids of all figures; those that it does not name come last
 * @param now a figure's rows (without their date) and section, and what they were measured on; what could not be measured
 *   stands where nothing older does
 */
export function mergeReport(
  old: string,
  order: readonly string[],
  now: {
    date: string;
    conditions: string;
    figures: ReadonlyMap<string, Kept>;
    missing?: ReadonlyMap<string, Kept>;
  },
): string {
  const all = readKept(old);
  for (const [id, { rows, section }] of now.figures) {
    const dated = rows.map((row) => `${row} ${now.date} |`);
    all.set(id, { rows: dated, section: addConditions(section, `Measured on ${now.date}: ${now.conditions}.`) });
  }
  for (const [id, { rows, section }] of now.missing ?? [])
    if (!all.has(id)) all.set(id, { rows: rows.map((row) => `${row} – |`), section });
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const sorted = [...all].toSorted(([a], [b]) => place(a) - place(b)).map(([, kept]) => kept);
  const table = [head, rule, ...sorted.flatMap(({ rows }) => rows)].join('\n');
  const intro =
    'Each row says when it was measured, each section on what. `npm run bench -- --only … --write` renews some of them.';
  return [intro, table, ...sorted.map(({ section }) => section).filter((section) => section !== '')].join('\n\n');
}

function readKept(old: string): Map<string, Kept> {
  const [top = '', ...sections] = old.split(/^(?=### )/m);
  const kept = new Map<string, Kept>();
  const of = (id: string): Kept => {
    const found = kept.get(id) ?? { rows: [], section: '' };
    kept.set(id, found);
    return found;
  };
  // Reports of before had one line for everything, and no dates in the rows.
  const line = /^Measured on (\S+) .*$/m.exec(top);
  for (const row of top.split('\n').filter((text) => /^\| [A-Z]\w* \|/.test(text))) {
    const isDated = row.split(' | ').length === columns;
    of(row.split(' | ', 1)[0]?.slice(2) ?? '').rows.push(isDated ? row : `${row} ${line?.[1] ?? '–'} |`);
  }
  for (const section of sections) {
    const id = /^### (\w+):/.exec(section)?.[1] ?? '';
    const text = section.trim();
    of(id).section = line && !/^Measured on /m.test(text) ? addConditions(text, line[0]) : text;
  }
  return kept;
}

const addConditions = (section: string, line: string): string =>
  section === '' ? '' : section.replace(/^(### .*)$/m, (title) => `${title}\n\n${line}`);
