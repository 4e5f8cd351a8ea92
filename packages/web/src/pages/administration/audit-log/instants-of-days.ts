interface Span {
  from?: string;
  to?: string;
}

/** Days of the person's own calendar (`YYYY-MM-DD`) as the instants at which the first begins and the last ends. */
export function instantsOf({ from, to }: Span): Span {
  return {
    ...(from !== undefined && { from: startOf(from).toISOString() }),
    ...(to !== undefined && { to: new Date(startOf(to, 1).getTime() - 1).toISOString() }),
  };
}

/** A day may have 23 or 25 hours: the calendar is asked for the next one's beginning. */
function startOf(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later);
}
