/** Longer than nearly every request takes; what is under way then is cut off. Nothing acknowledged is lost by that. */
export const answerMilliseconds = 15_000;
/** For mails under way, threads and the last seals; then the process ends as it stands. */
const tidyMilliseconds = 15_000;

/** The longest that a node takes to stop. */
export const longestStopMilliseconds = ({ drainSeconds }: { drainSeconds: number }): number =>
  drainSeconds * 1000 + answerMilliseconds + tidyMilliseconds;
