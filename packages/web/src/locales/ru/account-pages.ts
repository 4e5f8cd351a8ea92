export const accountPages = {};
