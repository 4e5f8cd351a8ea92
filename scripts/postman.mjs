// docs/reference/portress.postman_collection.json is made from docs/reference/openapi.json; it is committed, so that it can be
// imported without a clone, and so that a change of it shows in a review.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = 'docs/reference/portress.postman_collection.json';
const usage = `Usage: npm run postman [-- options]
Makes the Postman collection from docs/reference/openapi.json (${'`npm run openapi`'} renews that).

  --output FILE     where to write it (${committed})
  --base-url URL    the first value of the variable base_url (that of the document)
  --compare         write nothing; say whether the committed one is up to date
  --help            this text`;

const options = readOptions();
if (options.help) console.log(usage);
else await run(options);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        output: { type: 'string' },
        'base-url': { type: 'string' },
        compare: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { 'base-url': baseUrl, compare, output } = values;
    if (compare && (output ?? baseUrl) !== undefined)
      throw new Error('--compare looks at the committed collection alone');
    if (baseUrl !== undefined && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ''))
      throw new Error('--base-url has to be a URL such as https://accounts.example.com');
    return values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

async function run({ output = committed, compare, 'base-url': baseUrl }) {
  // It brings the converter, which takes longer to load than a help text to read.
  const { makeCollection } = await import('./postman/collection.mjs');
  const document = JSON.parse(readFileSync(join(root, 'docs/reference/openapi.json'), 'utf8'));
  // Requests put a path behind it.
  const address = (baseUrl ?? document.servers[0].url).replace(/\/+$/, '');
  const made = `${JSON.stringify(await makeCollection(document, { baseUrl: address }), null, 2)}\n`;
  const count = made.match(/"request":/g).length;
  const file = resolve(output === committed ? root : process.cwd(), output);
  if (!compare) {
    writeFileSync(file, made);
    console.log(`${output} is written: ${count} requests.`);
  } else if (existsSync(file) && readFileSync(file, 'utf8') === made) {
    console.log(`${count} requests, as committed`);
  } else {
    console.error(`${committed} does not match the OpenAPI document. Renew it with \`npm run postman\`.`);
    process.exitCode = 1;
  }
}
