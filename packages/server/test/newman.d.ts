/** The parts of it that are used; it brings no types of its own. */
declare module 'newman' {
  export type Execution = {
    item: { name: string };
    response?: { code: number };
    assertions?: { assertion: string; error?: { message: string } }[];
  };
  type Summary = {
    run: { executions: Execution[]; failures: { error: { message: string }; source: { name: string } }[] };
  };
  const newman: {
    run(
      options: {
        collection: string;
        folder?: string[];
        envVar?: { key: string; value: string }[];
        timeoutRequest?: number;
      },
      done: (error: Error | null, summary: Summary) => void,
    ): unknown;
  };
  export default newman;
}
