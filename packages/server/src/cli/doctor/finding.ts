export type Status = 'ok' | 'warning' | 'fault';

/** One line of the report: what was looked at, how it is, and what to do about it. */
export type Finding = { name: string; status: Status; message: string; advice: string | null };

export const ok = (name: string, message: string): Finding => ({ name, status: 'ok', message, advice: null });

/** Works, but somebody should know. */
export const warning = (name: string, message: string, advice: string): Finding => ({
  name,
  status: 'warning',
  message,
  advice,
});

/** Does not work, or is not safe. */
export const fault = (name: string, message: string, advice: string): Finding => ({
  name,
  status: 'fault',
  message,
  advice,
});

const largestFirst = [
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const;

/** Bytes as people read them. */
export function formatBytes(bytes: number): string {
  const [size, unit] = largestFirst.find(([least]) => bytes >= least) ?? [1, 'bytes'];
  return `${Math.round((bytes / size) * 10) / 10} ${unit}`;
}
