import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 5;
const waitMaxMs = 10_000;

/** Waits for something that no event tells; rejects when it does not come about. */
export async function until(isSo: () => boolean, what: string, maxMs: number = waitMaxMs): Promise<void> {
  const deadline = performance.now() + maxMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await wait(pollMs);
  }
}

/** MQTT counts in seconds, and the broker takes no other clock than the system's: lets them pass. */
export function secondsPass(seconds: number): Promise<void> {
  return wait(seconds * 1000);
}
