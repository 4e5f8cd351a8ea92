import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';

/** The row that has the focus stays drawn while others are scrolled to, or the focus would be lost. */
export const withTabStop =
  (tabStop: number) =>
  (range: Range): number[] => {
    const shown = defaultRangeExtractor(range);
    const [first = 0] = shown;
    const last = shown.at(-1) ?? 0;
    if (tabStop < 0 || tabStop >= range.count || (tabStop >= first && tabStop <= last)) return shown;
    return tabStop < first ? [tabStop, ...shown] : [...shown, tabStop];
  };
