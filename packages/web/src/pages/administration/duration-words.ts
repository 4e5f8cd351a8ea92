import { spokenLanguage } from '../../language/speak.ts';

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** How long, by its two largest units: "3 days 4 hours". */
export function useDurationWords(): (seconds: number) => string {
  const language = spokenLanguage();
  return (seconds) => {
    const first = units.findIndex((candidate) => seconds >= candidate.seconds);
    const used = first === -1 ? units.slice(-1) : units.slice(first, first + 2);
    let left = seconds;
    const parts = used.map(({ unit, seconds: length }) => {
      const count = Math.floor(left / length);
      left -= count * length;
      return { unit, count };
    });
    return parts
      .filter(({ count }, place) => place === 0 || count > 0)
      .map(({ unit, count }) =>
        new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
      )
      .join(' ');
  };
}
