/** A refusal that is meant: it is told in its own words and ends with exit code 1. */
export class CommandRefusedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CommandRefusedError';
    this.code = code;
  }
}

/** The line that was typed cannot be read: told with the usage, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
