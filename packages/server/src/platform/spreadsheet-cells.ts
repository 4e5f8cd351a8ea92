const yes = new Set(['true', 't', '1', 'yes', 'y']);
const no = new Set(['false', 'f', '0', 'no', 'n']);

/** A truth value as databases and spreadsheets write it. @returns undefined for anything else */
export function parseTruth(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}

/** What spreadsheets take for the beginning of a formula, also behind apostrophes that were there already, and the full-width forms. */
const formula = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** A cell that a spreadsheet would take for a formula begins with an apostrophe instead; one more where it did already (J16). */
export const defuseCell = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The reverse of {@link defuseCell}. */
export const restoreCell = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
