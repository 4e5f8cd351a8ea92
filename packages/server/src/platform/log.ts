import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Keys whose values never reach a log line, wherever they stand (OWASP ASVS 16.2.5). */
const secretKeys = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'current_password',
  'token',
  'code',
  'access_token',
  'refresh_token',
  'secret',
];
const redactedPaths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);

/**
 * Structured JSON lines. Newlines and control characters in values are escaped by JSON itself, so one event stays one line.
 *
 * @param destination where lines go; tests hand in their own. The default collects lines and writes off the request's path.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination ?? collectingDestination());
}

/** Lines wait for each other up to a quarter of a second or 8 KB, because a write costs more than a line. */
function collectingDestination(): DestinationStream {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 8 * 1024 });
  setInterval(() => destination.flush(), 250).unref();
  return destination;
}

/**
 * The same log without looking for secrets in each line, for lines whose fields are all written by us: that search is
 * half of what a line costs.
 */
export const withoutRedaction = (log: Log): Log => log.child({}, { redact: [] });

/** For commands and tests that speak for themselves. */
export const silentLog: Log = pino({ level: 'silent' });
