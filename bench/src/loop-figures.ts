import type { Figures } from './benchmark.ts';
import type { LoopResult } from './load-job.ts';

/** What the tables show of a load; throws when a message was lost or came twice, since then nothing was measured. */
export function loopFigures(result: LoopResult): Figures {
  const { sent, answered, strange, measured, measuredSeconds, latencyMs } = result;
  if (answered !== sent || strange > 0) {
    throw new Error(`of ${sent} CALLs ${answered} were answered, and ${strange} messages were strange`);
  }
  const { serverCpuMicroseconds, loadCpuMicroseconds, serverResidentBytes } = result;
  return {
    cpuMicroseconds: serverCpuMicroseconds === undefined ? undefined : serverCpuMicroseconds / measured,
    perSecond: measured / measuredSeconds,
    p50Ms: latencyMs.p50,
    p99Ms: latencyMs.p99,
    p999Ms: latencyMs.p999,
    residentMegabytes: serverResidentBytes === undefined ? undefined : serverResidentBytes / 1_000_000,
    loadBusyPercent: loadCpuMicroseconds / measuredSeconds / 10_000,
    answered,
  };
}
