import type { Clock } from '../../../context/clock.js';

/** Counts calls in the second that just passed; false when this one is too many. */
export function createThrottle(clock: Clock, callsPerSecond: number): () => boolean {
  let recent: number[] = [];
  return () => {
    const now = clock.now();
    recent = recent.filter((at) => now - at < 1000);
    if (recent.length >= callsPerSecond) return false;
    recent.push(now);
    return true;
  };
}
