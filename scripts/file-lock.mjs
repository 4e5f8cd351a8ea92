// Plain JavaScript without imports from npm: this runs before anything is installed, on Node 20.
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
const ABANDONED_AFTER_MS = 15_000;
const GIVE_UP_AFTER_MS = 20 * 60_000;

/**
 * Runs `deed` while no other process holds the same lock file.
 * A lock whose holder died is taken over: at once when its process is gone from this machine, otherwise when its
 * heartbeat has stood still for 15 seconds of our own watching (clocks are never compared, process ids get reused).
 *
 * @template T
 * @param {string} path the lock file
 * @param {() => Promise<T>} deed
 * @param {() => void} [onWait] called once, when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withFileLock(path, deed, onWait = () => {}) {
  await acquire(path, onWait);
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  const release = () => rmSync(path, { force: true });
  process.on('exit', release);
  try {
    return await deed();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

async function acquire(path, onWait) {
  const startedAt = performance.now();
  let seen = { beat: NaN, since: startedAt };
  for (let round = 0; !created(path); round += 1) {
    if (round === 0) onWait();
    const beat = lastBeat(path);
    if (beat !== seen.beat) seen = { beat, since: performance.now() };
    const standsStill = performance.now() - seen.since > ABANDONED_AFTER_MS;
    if (standsStill || holderIsGone(path)) takeAway(path, beat);
    else if (performance.now() - startedAt > GIVE_UP_AFTER_MS) throw new Error(`gave up waiting for the lock ${path}`);
    else await sleep(200);
  }
}

function created(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

// Two waiters may judge the same lock abandoned; without this second file the slower one would delete the lock that
// the faster one has just taken.
function takeAway(path, judgedBeat) {
  const guard = `${path}.breaking`;
  if (!created(guard)) {
    if (holderIsGone(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (lastBeat(path) === judgedBeat) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function holderIsGone(path) {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8'));
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. Anything else (the file vanished, is half-written, or belongs to another person's
    // process) is no proof, and the heartbeat decides.
    return error.code === 'ESRCH';
  }
}

function lastBeat(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed the lock by hand; the deed goes on, and `release` tolerates it.
  }
}
