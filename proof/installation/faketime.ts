import { globSync, writeFileSync } from 'node:fs';

/** Debian's package `faketime`: a library in front of the C library's clocks. */
const library = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0];

export const hasFaketime = (): boolean => library !== undefined;

/**
 * Settings of a node whose wall clock is what the file says: `+0`, `-1h`, `+30d`, `-5`. Written anew while the node runs,
 * the clock jumps. The monotonic clock stays right, as it does when a clock is set.
 */
export function wallClockSettings(file: string): Record<string, string> {
  setWallClock(file, '+0');
  return {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  };
}

export const setWallClock = (file: string, offset: string): void => writeFileSync(file, `${offset}\n`);
