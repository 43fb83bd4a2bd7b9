import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import type { ConnectResult } from './load-job.ts';
import { runLoad } from './load-process.ts';

/** Handshakes under way at the same time: enough that the server never waits, few enough that none waits for long. */
const atOnce = 100;

/** For the slowest that is worth measuring, 50 handshakes a second, and something to begin with. */
const timeMaxMs = (size: number): number => 30_000 + size * 20;

/** N charge points connect with their login as fast as they are let in, and rest. */
export const connect: Benchmark = {
  name: 'connect',
  description: 'charge points connect with HTTP Basic, and rest: CPU for each handshake, memory for each that rests',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/handshake', digits: 0 },
    { key: 'perSecond', title: 'handshakes/s', digits: 0 },
    { key: 'p50Ms', title: 'p50 ms', digits: 1 },
    { key: 'p99Ms', title: 'p99 ms', digits: 1 },
    { key: 'restingKilobytes', title: 'kB/resting', digits: 1 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  cases: (scale) =>
    scale.sizes.map((size) => ({
      title: `N=${size}`,
      // Memory is told by what is there before and after, so each crowd has a server of its own.
      open: async (candidate, surroundings) => ({
        measure: () => measure(candidate, surroundings, scale, size),
        close: async () => {},
      }),
    })),
};

async function measure(
  candidate: Candidate,
  surroundings: Surroundings,
  { restMs }: Scale,
  size: number,
): Promise<Figures> {
  const identities = Array.from({ length: size }, (_, index) => `CP${index + 1}`);
  const running = await candidate.start({ ...surroundings, identities, qos: 0 });
  try {
    const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
    const result = await runLoad<'connect'>(
      {
        kind: 'connect',
        ...{ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin, atOnce, restMs },
        timeMaxMs: timeMaxMs(size) + restMs,
      },
      surroundings,
    );
    return figuresOf(result);
  } finally {
    await running.close();
  }
}

/** What the table shows of a crowd; throws when one of it was refused, since then nothing was measured. */
export function figuresOf(result: ConnectResult): Figures {
  const { connected, failed, seconds, serverCpuMicroseconds, loadCpuMicroseconds, handshakeMs } = result;
  if (failed > 0) throw new Error(`${failed} of ${connected + failed} handshakes failed`);
  const { residentBytesBefore: before, residentBytesResting: resting } = result;
  return {
    cpuMicroseconds: serverCpuMicroseconds === undefined ? undefined : serverCpuMicroseconds / connected,
    perSecond: connected / seconds,
    p50Ms: handshakeMs.p50,
    p99Ms: handshakeMs.p99,
    restingKilobytes: before === undefined || resting === undefined ? undefined : (resting - before) / connected / 1000,
    loadBusyPercent: loadCpuMicroseconds / seconds / 10_000,
    connected,
  };
}
