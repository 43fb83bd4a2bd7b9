import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import type { RoundTripResult } from './load-job.ts';
import { runLoad } from './load-process.ts';
import type { MqttVersion } from './mqtt-wire.ts';

/** Even a candidate that needs 5 ms of CPU for a round trip is done by then; added to what the size of the job asks for. */
const timeMaxMs = 60_000;

/** Longer than any pause of a server that still works. */
const standstillMs = 10_000;

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
          measure: (candidate, surroundings) => measure(candidate, surroundings, scale, { size, qos, mqttVersion }),
        })),
      ),
    ),
};

type Conditions = { readonly size: number; readonly qos: 0 | 1; readonly mqttVersion: MqttVersion };

async function measure(
  candidate: Candidate,
  surroundings: Surroundings,
  { warmUp, measured }: Scale,
  { size, qos, mqttVersion }: Conditions,
): Promise<Figures> {
  const identities = Array.from({ length: size }, (_, index) => `CP${index + 1}`);
  const running = await candidate.start({ ...surroundings, identities, qos });
  try {
    const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
    const result = await runLoad<'round-trip'>(
      {
        kind: 'round-trip',
        ...{ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin, qos, mqttVersion, warmUp, measured },
        standstillMs,
        timeMaxMs: timeMaxMs + (warmUp + measured) * 5,
      },
      surroundings,
    );
    return figuresOf(result);
  } finally {
    await running.close();
  }
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
