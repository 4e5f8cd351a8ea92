/** The part of autocannon that is used here; the package has no types. */
declare module 'autocannon' {
  type Request = {
    setupRequest?(request: Request): Request;
    method?: string;
    path?: string;
    body?: string;
    headers?: Record<string, string>;
  };
  type Options = {
    url: string;
    connections: number;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    requests?: Request[];
    /** Seconds. */
    duration?: number;
    /** Requests in all; then `duration` does not count. */
    amount?: number;
    /** Milliseconds between two looks at whether the run is over. */
    sampleInt?: number;
    timeout?: number;
  };
  export type Result = {
    non2xx: number;
    errors: number;
    timeouts: number;
    statusCodeStats: Record<string, { count: number }>;
  };
  type Tracker = {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): void;
    on(event: 'start', listener: () => void): void;
  };
  export default function autocannon(options: Options, done: (error: Error | null, result: Result) => void): Tracker;
}
