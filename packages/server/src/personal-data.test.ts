import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isPersonal, type PersonalTable } from '#platform/personal-data.ts';
import { personalData } from './personal-data.ts';

const page = fileURLToPath(new URL('../../../docs/reference/personal-data.md', import.meta.url));
const declared = personalData.flatMap(({ tables }) => tables);

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const describeTable = ({ table, as, columns }: PersonalTable): string =>
  [
    `## \`${table}\``,
    '',
    as === null ? 'Not in the export.' : `In the export as \`${as}\`.`,
    '',
    row('column', 'in the export', 'after the deletion', 'why'),
    '|---|---|---|---|',
    ...Object.entries(columns).map(([name, column]) =>
      row(
        `\`${name}\``,
        column.as === null ? 'no' : `\`${column.as}\``,
        column.isKept ? '**stays**' : 'gone',
        column.why ?? '',
      ),
    ),
  ].join('\n');

const written = `# Personal data, column by column

Made from the declarations that the export and the deletion of an account are made from, by a test that fails where the two differ. What to do with it:
[personal data](../guides/personal-data.md).

${declared.filter(isPersonal).map(describeTable).join('\n\n')}

## Tables that hold nothing about an account

| table | why |
|---|---|
${declared.flatMap((one) => (isPersonal(one) ? [] : [row(`\`${one.table}\``, one.why)])).join('\n')}
`;

/** After a change of a declaration: `npx vitest run --project server src/personal-data.test.ts --update`. */
test('the page about personal data says what is declared, column by column', async () => {
  await expect(written).toMatchFileSnapshot(page);
});
