/** Two columns, the first as wide as its longest entry. */
export function formatColumns(rows: readonly (readonly [left: string, right: string])[], indent = '  '): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}
