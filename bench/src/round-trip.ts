import type { Benchmark, Figures, Measuring, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import type { RoundTripResult } from './load-job.ts';
import { runLoad } from './load-process.ts';
import type { MqttVersion } from './mqtt-wire.ts';

/** Even a candidate that needs 5 ms of CPU for a round trip is done by then; added to what the size of the job asks for. */
const timeMaxMs = 60_000;

/** Longer than any pause of a server that still works. */
const standstillMs = 10_000;

/** Each round is warmed up by this part of what the first load was: the load generator is a new process. */
const warmUpShare = 10;

/** N charge points send MeterValues and wait for the CALLRESULT that one CSMS connection publishes. */
export const roundTrip: Benchmark = {
  name: 'round-trip',
  description:
    'charge point → MQTT → charge point: MeterValues and its CALLRESULT, one under way for each charge point',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/trip', digits: 1 },
    { key: 'perSecond', title: 'trips/s', digits: 0 },
    { key: 'p50Ms', title: 'p50 ms', digits: 2 },
    { key: 'p99Ms', title: 'p99 ms', digits: 2 },
    { key: 'p999Ms', title: 'p99.9 ms', digits: 2 },
    { key: 'residentMegabytes', title: 'RSS MB', digits: 0 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  cases: (scale) =>
    scale.sizes.flatMap((size) =>
      scale.qos.flatMap((qos) =>
        scale.mqttVersions.map((mqttVersion) => ({
          title: `N=${size}, QoS ${qos}, MQTT ${mqttVersion === 5 ? '5' : '3.1.1'}`,
          open: (candidate, surroundings) => open(candidate, surroundings, scale, { size, qos, mqttVersion }),
        })),
      ),
    ),
};

type Conditions = { readonly size: number; readonly qos: 0 | 1; readonly mqttVersion: MqttVersion };

/**
 * The candidate stays up from round to round, so that rounds can be short and many: what another process takes in a moment then
 * falls on all candidates. The first load is not measured; it lets the compiler come to its end.
 */
async function open(
  candidate: Candidate,
  surroundings: Surroundings,
  { warmUp, measured }: Scale,
  { size, qos, mqttVersion }: Conditions,
): Promise<Measuring> {
  const identities = Array.from({ length: size }, (_, index) => `CP${index + 1}`);
  const running = await candidate.start({ ...surroundings, identities, qos });
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin, close } = running;
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  const load = (before: number, count: number) =>
    runLoad<'round-trip'>(
      {
        kind: 'round-trip',
        ...{ ...target, qos, mqttVersion, standstillMs, warmUp: before, measured: count },
        timeMaxMs: timeMaxMs + (before + count) * 5,
      },
      surroundings,
    );
  try {
    await load(0, warmUp);
  } catch (error) {
    // The first failure is the one to show.
    await close().catch(() => {});
    throw error;
  }
  return { measure: async () => figuresOf(await load(Math.ceil(warmUp / warmUpShare), measured)), close };
}

/** What the table shows of a run; throws when a message was lost or came twice, since then nothing was measured. */
export function figuresOf(result: RoundTripResult): Figures {
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
