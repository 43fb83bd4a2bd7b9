import type { Benchmark } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import { floor } from './candidate-floor.ts';
import { ocppBroker } from './candidate-ocpp-broker.ts';
import { versionText } from './loop-measuring.ts';
import { measureRoundTrip, roundTrip } from './round-trip.ts';

/** How many more the many are; the greatest of the sizes says how many. */
const factor = 10;

/** Who is held against himself. */
const measured: readonly Candidate[] = [ocppBroker, floor];

const few = 'few';

function sized(name: string): Candidate {
  const start = () => Promise.reject(new Error('stands for a size: the case says of what'));
  return { name, description: `${name} charge points`, start };
}

/**
 * What a round trip costs with many charge points against what it costs the same server with few of them. Both take turns, so that a noisy
 * neighbour falls on both; in the tables of `round-trip` they lie minutes apart.
 */
export const growth: Benchmark = {
  name: 'growth',
  description: `the same round trip with many charge points, and in turn with a ${factor}th of them`,
  columns: roundTrip.columns,
  // The last one is what the others are held against.
  candidates: [sized('many'), sized(few)],
  cases: (scale) => {
    const most = Math.max(...scale.sizes);
    const fewest = Math.max(1, Math.floor(most / factor));
    return measured.flatMap((server) =>
      scale.qos.flatMap((qos) =>
        scale.mqttVersions.map((mqttVersion) => ({
          title: `${server.name}, ${most} charge points and ${fewest}, QoS ${qos}, MQTT ${versionText(mqttVersion)}`,
          open: ({ name }: Candidate, surroundings: Parameters<typeof measureRoundTrip>[1]) => {
            const size = name === few ? fewest : most;
            return measureRoundTrip(server, surroundings, scale, { size, resting: 0, qos, mqttVersion });
          },
        })),
      ),
    );
  },
};
