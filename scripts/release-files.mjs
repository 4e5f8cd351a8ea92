// What lies beside the source of a release: what it is made of, under which licences, what has changed, and sums of it all.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { billOfMaterials } from './release/bill-of-materials.mjs';
import { readSection } from './release/changelog.mjs';
import { licenceList } from './release/licence-list.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `Usage: npm run release-files [-- options]
Writes the files that are attached to a release, for the version of package.json: bill of materials (CycloneDX), licences with
their texts, release notes, Postman collection, and SHA256SUMS.

  --output DIR    where to (release)
  --tag TAG       refuse unless the tag is v and the version of package.json
  --unreleased    take the notes from what is unreleased, to try it before a release
  --help          this text`;

try {
  const { values } = parseArgs({
    options: {
      output: { type: 'string', default: join(root, 'release') },
      tag: { type: 'string' },
      unreleased: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(usage);
  else writeFiles(values);
} catch (error) {
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}

function writeFiles({ output, tag, unreleased }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (tag !== undefined && tag !== `v${version}`)
    throw new Error(
      `The tag is ${tag}, and package.json says ${version}: \`npm run prepare-release\` brings them together.`,
    );
  // First what may refuse, so that half a release is never written.
  const notes = readSection(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), unreleased ? 'Unreleased' : version);
  const bill = billOfMaterials(root, version);
  const files = {
    [`portress-${version}.cdx.json`]: `${JSON.stringify(bill, null, 2)}\n`,
    [`portress-${version}-licences.txt`]: licenceList(root, bill),
    'release-notes.md': `${notes}\n`,
  };
  const directory = resolve(output);
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const collection = 'portress.postman_collection.json';
  copyFileSync(join(root, 'docs/reference', collection), join(directory, collection));
  const names = [...Object.keys(files), collection].sort();
  const sums = names.map((name) => `${sha256(join(directory, name))}  ${name}\n`);
  writeFileSync(join(directory, 'SHA256SUMS'), sums.join(''));
  console.log(`${directory}: ${[...names, 'SHA256SUMS'].join(', ')}; ${bill.components.length} packages`);
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
