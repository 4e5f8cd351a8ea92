// CHANGELOG.md after Keep a Changelog: `## [Unreleased]` first, below it `## [1.2.3] - 2026-11-27` and so on.

/** Semantic Versioning 2.0, without build metadata: two releases that differ only in it would be the same. */
const versionPattern = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/;
const heading = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm;

/**
 * @param {string} text
 * @param {string} name a version, or `Unreleased`
 * @returns {string} what stands below its heading, without the heading
 * @throws where there is no such section, or nothing in it
 */
export function readSection(text, name) {
  const found = [...text.matchAll(heading)];
  const at = found.findIndex(([, title]) => title === name);
  if (at < 0)
    throw new Error(
      `CHANGELOG.md has no section [${name}]; it has ${found.map(([, title]) => `[${title}]`).join(', ')}`,
    );
  const begin = found[at].index + found[at][0].length;
  const section = text.slice(begin, found[at + 1]?.index).trim();
  if (!/^- /m.test(section)) throw new Error(`CHANGELOG.md says nothing below [${name}]`);
  return section;
}

/**
 * @param {string} text
 * @param {{ version: string, date: string }} release
 * @returns {string} with everything unreleased below the heading of the release, and an empty section for what comes next
 * @throws where nothing is unreleased, or the version is there already
 */
export function releaseUnreleased(text, { version, date }) {
  readSection(text, 'Unreleased');
  if (text.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has a section [${version}] already`);
  return text.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`);
}

/**
 * @returns {boolean} whether `version` is one, and later than `former`
 * @throws where it is none
 */
export function isLater(version, former) {
  const [is, was] = [version, former].map((one) => {
    const parts = versionPattern.exec(one);
    if (parts === null) throw new Error(`"${one}" is no version: it has to be like 1.2.3, or 1.2.3-rc.1`);
    // A pre-release comes before its release; among themselves they are compared as text with numbers in it.
    return { numbers: parts.slice(1, 4).map(Number), pre: parts[4] };
  });
  const at = is.numbers.findIndex((number, index) => number !== was.numbers[index]);
  if (at >= 0) return is.numbers[at] > was.numbers[at];
  if (is.pre === undefined || was.pre === undefined) return was.pre !== undefined && is.pre === undefined;
  return is.pre.localeCompare(was.pre, 'en', { numeric: true }) > 0;
}
