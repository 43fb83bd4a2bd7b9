import type { Scale, Surroundings } from '../src/benchmark.ts';
import type { StartOptions } from '../src/candidate.ts';

/** Surroundings of a measurement that is not to be told from another: nothing is pinned. */
export const surroundings: Surroundings = {
  pinning: undefined,
  nodeArguments: [],
  signal: new AbortController().signal,
};

/** What a candidate is started with. */
export const startOptions: StartOptions = { ...surroundings, identities: ['CP1', 'CP2'], qos: 1 };

/** A measurement that is over at once. */
export const smallScale: Scale = {
  sizes: [3],
  qos: [1],
  mqttVersions: [4],
  resting: [0],
  subscribers: [1],
  badClients: ['none'],
  warmUp: 30,
  measured: 300,
  restMs: 50,
  crowds: [20],
  beatMs: 50,
  queued: [100],
};

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
