/** By this very spelling: `mur`, `MUR` and the Cyrillic `Мур` are other cats. */
const alwaysVaccinated = 'Mur';

/**
 * Whether a cat is vaccinated, whatever was said: a cat named "Mur" always is (K04). Asked wherever a cat is written; the
 * database holds the same by the constraint `cats_mur_is_vaccinated`.
 *
 * @param nickname as it is stored: NFC and trimmed
 */
export const isVaccinated = (nickname: string, said: boolean): boolean => said || nickname === alwaysVaccinated;
