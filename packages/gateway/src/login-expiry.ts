import { Alarm } from './alarm.ts';
import type { Clock } from './ports.ts';

/** Calls back once when a login has run out, at `expiresAt` (milliseconds since the epoch); the returned function prevents it. */
export function whenExpired(clock: Clock, expiresAt: number | undefined, end: () => void): () => void {
  if (expiresAt === undefined) return () => {};
  const alarm = new Alarm(clock, () => {
    const now = clock.now();
    // A timer reaches no further than 24 days.
    if (now < expiresAt) alarm.ringBy(expiresAt, now);
    else end();
  });
  alarm.ringBy(expiresAt, clock.now());
  return () => alarm.stop();
}
