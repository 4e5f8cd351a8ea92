/** By its ISO 3166-1 code. A code that this browser has no name for as it is. */
export const countryName = (code: string, language: string): string => nameOfCode(code, language, 'region');

/** By its BCP 47 tag. */
export const languageName = (code: string, language: string): string => nameOfCode(code, language, 'language');

function nameOfCode(code: string, language: string, type: Intl.DisplayNamesType): string {
  try {
    return new Intl.DisplayNames(language, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}
