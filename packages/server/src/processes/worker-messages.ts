/** The figures of one process, as the library for them reads them. */
export type ProcessMetrics = object[];

/** What a worker tells its primary. */
export type FromWorker =
  | { kind: 'ready' }
  /** Somebody asks it for the figures of all of them. */
  | { kind: 'metrics_wanted'; request: number }
  | { kind: 'metrics'; request: number; asker: number; metrics: ProcessMetrics };

/** What a primary tells its workers. */
export type ToWorker =
  | { kind: 'stop'; isDrained: boolean }
  | { kind: 'metrics_asked'; request: number; asker: number }
  | { kind: 'metrics_of_all'; request: number; metrics: ProcessMetrics[] };
