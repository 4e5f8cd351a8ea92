export const cattery = {};
