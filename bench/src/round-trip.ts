import type { Benchmark, Measuring, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import { runLoad } from './load-process.ts';
import { loopFigures } from './loop-figures.ts';
import { type Conditions, conditionsOf, openLoop, titleOf } from './loop-measuring.ts';

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
  canShareServers: true,
  cases: (scale) =>
    conditionsOf(scale).map((conditions) => ({
      title: titleOf(conditions),
      open: (candidate, surroundings) => measureRoundTrip(candidate, surroundings, scale, conditions),
    })),
};

/** Makes a candidate ready for round trips under the conditions. */
export function measureRoundTrip(
  candidate: Candidate,
  surroundings: Surroundings,
  scale: Pick<Scale, 'warmUp' | 'measured'>,
  conditions: Conditions,
): Promise<Measuring> {
  return openLoop(candidate, surroundings, scale, conditions, async (target, terms) => {
    const { qos, mqttVersion } = conditions;
    const job = { kind: 'round-trip', ...target, ...terms, qos, mqttVersion } as const;
    return loopFigures(await runLoad<'round-trip'>(job, surroundings));
  });
}
