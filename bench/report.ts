import { readFileSync, writeFileSync } from 'node:fs';
import type { Figure, Findings, Result, Subject } from './figure.ts';
import { describeMachine } from './machine.ts';
import { mergeReport } from './merge-report.ts';
import type { Spread } from './statistics.ts';

export type Measured = { figure: Figure; findings: Findings; seconds: number };

const documentFile = new URL('../docs/benchmarks.md', import.meta.url);
const begin = '<!-- measured: begin -->';
const end = '<!-- measured: end -->';

export const formatRatio = (value: number): string => value.toFixed(2);
export const formatSpread = ({ least, most }: Spread, format = formatRatio): string =>
  `${format(least)}–${format(most)}`;
export const formatCount = (value: number): string =>
  value.toLocaleString('en', value < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
const formatMicroseconds = (spread: Spread | undefined): string => (spread ? formatCount(spread.median) : '–');

/** The table of all figures, for the terminal and the document alike. */
export function formatResults(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ figure, findings }) => findings.results.map((result) => rowOf(figure, result)));
  return formatTable(['#', 'what', 'beside', 'measured', 'least–most', 'Prototype', 'Reach', 'reached'], rows);
}

const rowOf = (figure: Figure, result: Result): string[] => [
  figure.id,
  result.goal,
  result.limit,
  `**${result.measured}**`,
  result.spread,
  result.prototype,
  result.reach,
  // Where nothing was aimed at, nothing is reached.
  result.reach === '–' ? '–' : result.isReached ? 'yes' : '**no**',
];

/**
 * Puts what was measured between the markers of docs/benchmarks.md: figures that were not measured now stay as they are,
 * and so does what people wrote around the markers.
 *
 * @param missing what cannot be measured here: said so only where no earlier figure stands
 * @param order the ids of all figures
 * @param loadBefore the machine's load average when the run began: a reader sees whether it was quiet
 */
export function writeReport(
  measured: readonly Measured[],
  missing: readonly Measured[],
  order: readonly string[],
  loadBefore: number,
): void {
  const document = readFileSync(documentFile, 'utf8');
  const [before, after] = [document.indexOf(begin), document.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`docs/benchmarks.md must hold the lines ${begin} and ${end}`);
  const text = mergeReport(document.slice(before + begin.length, after), order, {
    date: new Date().toISOString().slice(0, 10),
    conditions: `${describeMachine().join(' · ')}; load average before the run ${loadBefore.toFixed(1)}`,
    figures: new Map(measured.map(keptOf)),
    missing: new Map(missing.map(keptOf)),
  });
  writeFileSync(documentFile, `${document.slice(0, before + begin.length)}\n${text}\n${document.slice(after)}`);
}

const keptOf = (one: Measured): [string, { rows: string[]; section: string }] => [
  one.figure.id,
  { rows: one.findings.results.map((result) => formatRow(rowOf(one.figure, result))), section: formatFigure(one) },
];

export function formatFigure({ figure, findings }: Measured): string {
  const parts = [`### ${figure.id}: ${figure.title}`];
  if (findings.subjects.length > 0) parts.push(formatSubjects(findings.subjects));
  parts.push(...findings.notes, ...findings.results.filter((result) => !result.isReached).map(formatShortfall));
  return parts.join('\n\n');
}

const formatShortfall = (result: Result): string =>
  `**Not reached:** ${result.goal} is ${result.measured}, and ${result.reach} was the aim.`;

function formatSubjects(subjects: readonly Subject[]): string {
  const rows = subjects.map(({ name, unit, rate, cpu, clientCpu }) => [
    name,
    `${formatCount(rate.median)} ${unit}`,
    formatSpread(rate, formatCount),
    formatMicroseconds(cpu),
    formatMicroseconds(clientCpu),
    String(rate.rounds),
  ]);
  return formatTable(['', 'median per second', 'least–most', 'CPU µs each', 'of the load', 'rounds'], rows);
}

function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [formatRow(head), formatRow(head.map(() => '---')), ...rows.map(formatRow)].join('\n');
}

const formatRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
