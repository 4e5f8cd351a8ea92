/** The rule of the cattery: a cat of this very name is always vaccinated. The service holds it as well. */
export const isMur = (nickname: string): boolean => nickname.normalize('NFC').trim() === 'Mur';
