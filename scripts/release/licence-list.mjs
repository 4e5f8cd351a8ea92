import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Apache-2.0 §4(d) asks for NOTICE as well. */
const isText = (name) => /^(?:licen[cs]e|copying|notice|unlicense)(?:[.-]|$)/i.test(name);

/**
 * The licences of what a bill of materials names, each text once with the packages that it belongs to.
 *
 * @param {string} root where the packages are installed
 * @param {object} bill CycloneDX
 * @returns {string}
 */
export function licenceList(root, bill) {
  const places = placesOf(root);
  const entries = bill.components.map((component) => {
    const ref = component['bom-ref'];
    const folder = join(root, places.get(ref) ?? '');
    const isInstalled = places.has(ref) && existsSync(join(folder, 'package.json'));
    return { ref, licence: licenceOf(component), text: isInstalled ? textOf(folder) : '', isInstalled };
  });
  const named = (some) => some.map(({ ref, licence }) => `${ref}  ${licence}`).join('\n');
  const byText = Map.groupBy(
    entries.filter(({ text }) => text !== ''),
    ({ text }) => text,
  );
  const withoutText = entries.filter(({ text, isInstalled }) => isInstalled && text === '');
  const elsewhere = entries.filter(({ isInstalled }) => !isInstalled);
  const line = `\n\n${'-'.repeat(78)}\n\n`;
  return [
    `Portress is under the Apache License 2.0. It comes with these packages of others:\n\n${named(entries)}`,
    'The GNU licences that are named here are in every Debian system, that of the image included, below\n/usr/share/common-licenses.',
    ...[...byText].map(([text, of]) => `${of.map(({ ref }) => ref).join('\n')}\n\n${text}`),
    ...(withoutText.length > 0 ? [`These bring no text of their own:\n\n${named(withoutText)}`] : []),
    ...(elsewhere.length > 0
      ? [`These are for other platforms than the one on which this list was made:\n\n${named(elsewhere)}`]
      : []),
  ]
    .join(line)
    .concat('\n');
}

function placesOf(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const places = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  return new Map(places.map(([path, { version }]) => [`${path.split('node_modules/').at(-1)}@${version}`, path]));
}

const licenceOf = ({ licenses = [] }) =>
  licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND ') ||
  'no licence named';

/** The files that say so by their names; else what the README says below its heading about the licence. */
function textOf(folder) {
  const readText = (name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []));
  const texts = names.filter(isText).map(readText);
  if (texts.length > 0) return texts.join('\n\n');
  const readme = names.find((name) => /^readme\.(?:md|markdown)$/i.test(name));
  return (readme && /^#+ *licen[cs](?:e|ing)\b[\s\S]*/im.exec(readText(readme))?.[0]) ?? '';
}
