import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate, RunningCandidate } from './candidate.ts';
import type { CrowdResult } from './load-job.ts';
import { runLoad } from './load-process.ts';
import { demandOpenFiles } from './open-files.ts';

/** Handshakes under way at the same time when a crowd comes: enough that the server never waits, few enough that none waits for long. */
const atOnce = 100;

/** For the slowest that is worth measuring, 50 handshakes a second, and something to begin with. */
const timeMaxMs = (size: number): number => 30_000 + size * 20;

/** N charge points connect with their login as fast as they are let in, rest, and all come back at once when the server was restarted. */
export const crowd: Benchmark = {
  name: 'crowd',
  description:
    'charge points connect with HTTP Basic, 100 at a time, rest with a Heartbeat now and then, and come back all at once after a restart',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/handshake', digits: 0 },
    { key: 'perSecond', title: 'handshakes/s', digits: 0 },
    { key: 'p50Ms', title: 'p50 ms', digits: 1 },
    { key: 'p99Ms', title: 'p99 ms', digits: 1 },
    { key: 'restingKilobytes', title: 'kB/resting', digits: 1 },
    { key: 'restingCpuPercent', title: 'resting CPU %', digits: 2 },
    { key: 'stormCpuMicroseconds', title: 'storm CPU µs', digits: 0 },
    { key: 'stormPerSecond', title: 'storm/s', digits: 0 },
    { key: 'stormP99Ms', title: 'storm p99 ms', digits: 0 },
    { key: 'stormRestingKilobytes', title: 'storm kB/resting', digits: 1 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  cases: (scale) =>
    scale.crowds.map((size) => ({
      title: `N=${size}`,
      // Memory is told by what is there before and after, so each crowd has a server of its own.
      open: async (candidate, surroundings) => {
        demandOpenFiles(size);
        return { measure: () => measure(candidate, surroundings, scale, size), close: async () => {} };
      },
    })),
};

async function measure(
  candidate: Candidate,
  surroundings: Surroundings,
  { restMs, beatMs }: Scale,
  size: number,
): Promise<Figures> {
  const identities = Array.from({ length: size }, (_, index) => `CP${index + 1}`);
  const start = () => candidate.start({ ...surroundings, identities, qos: 0 });
  let running = await start();
  const restart = async () => {
    if (running.restart !== undefined) {
      running = await running.restart();
      return;
    }
    await running.close();
    running = await start();
  };
  try {
    // The making of accounts is not to be found in the memory of the crowd.
    if (running.restart !== undefined) await restart();
    const terms = { restMs, beatMs, timeMaxMs: timeMaxMs(size) + restMs };
    const coming = await load(running, { ...terms, atOnce }, surroundings);
    await restart();
    const storm = await load(running, { ...terms, atOnce: size }, surroundings);
    const figures = figuresOf(coming, storm);
    await running.close();
    return figures;
  } catch (error) {
    // The first failure is the one to show.
    await running.close().catch(() => {});
    throw error;
  }
}

type Terms = {
  readonly atOnce: number;
  readonly restMs: number;
  readonly beatMs: number;
  readonly timeMaxMs: number;
};

function load(
  { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin }: RunningCandidate,
  terms: Terms,
  surroundings: Surroundings,
): Promise<CrowdResult> {
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  return runLoad<'crowd'>({ kind: 'crowd', ...target, ...terms }, surroundings);
}

/** What the table shows of a crowd; throws when one of it was refused or lost, since then nothing was measured. */
export function figuresOf(coming: CrowdResult, storm: CrowdResult): Figures {
  return {
    ...figuresOfOne(coming, ''),
    ...Object.fromEntries(
      Object.entries(figuresOfOne(storm, ' after the restart')).map(([key, figure]) => [
        `storm${key.charAt(0).toUpperCase()}${key.slice(1)}`,
        figure,
      ]),
    ),
  };
}

function figuresOfOne(result: CrowdResult, when: string): Figures {
  const { connected, failures, lost, beats, beatsAnswered, seconds, restSeconds, handshakeMs } = result;
  if (failures.count > 0) {
    throw new Error(`${failures.count} of ${connected + failures.count} handshakes failed${when}: ${failures.first}`);
  }
  if (lost > 0) throw new Error(`${lost} of ${connected} charge points were closed${when}`);
  if (beatsAnswered !== beats) throw new Error(`of ${beats} Heartbeats ${beatsAnswered} were answered${when}`);
  const { serverCpuMicroseconds: cpu, restCpuMicroseconds: restCpu } = result;
  const { residentBytesBefore: before, residentBytesResting: resting } = result;
  return {
    cpuMicroseconds: cpu === undefined ? undefined : cpu / connected,
    perSecond: connected / seconds,
    p50Ms: handshakeMs.p50,
    p99Ms: handshakeMs.p99,
    restingKilobytes: before === undefined || resting === undefined ? undefined : (resting - before) / connected / 1000,
    restingCpuPercent: restCpu === undefined ? undefined : restCpu / restSeconds / 10_000,
    loadBusyPercent: result.loadCpuMicroseconds / seconds / 10_000,
    connected,
    beats,
  };
}
