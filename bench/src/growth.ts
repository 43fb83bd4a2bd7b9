import type { Benchmark, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import { floor } from './candidate-floor.ts';
import { ocppBroker } from './candidate-ocpp-broker.ts';
import { type Conditions, versionText } from './loop-measuring.ts';
import { measureRoundTrip, roundTrip } from './round-trip.ts';

/** How many more the many are; the greatest of the sizes says how many. */
const factor = 10;

/** Who is held against himself. */
const measured: readonly Candidate[] = [ocppBroker, floor];

/** The many of a case: so many busy ones, and so many at rest. */
type Crowd = Pick<Conditions, 'size' | 'resting'> & { readonly title: string };

const few = 'few';

function sized(name: string): Candidate {
  const start = () => Promise.reject(new Error('stands for a size: the case says of what'));
  return { name, description: `${name} charge points`, start };
}

/**
 * What a round trip costs with many charge points, or beside many that do nothing, against what it costs the same server with few of them. Both
 * take turns, so that a noisy neighbour falls on both; in the tables of `round-trip` they lie minutes apart.
 */
export const growth: Benchmark = {
  name: 'growth',
  description: `the same round trip with many charge points, busy or at rest, and in turn with a ${factor}th of them`,
  columns: roundTrip.columns,
  // The last one is what the others are held against.
  candidates: [sized('many'), sized(few)],
  cases: (scale) => {
    const most = Math.max(...scale.sizes);
    const fewest = Math.max(1, Math.floor(most / factor));
    const crowds: readonly Crowd[] = [
      { title: `${most} charge points and ${fewest}`, size: most, resting: 0 },
      ...scale.resting
        .filter((resting) => resting > 0)
        .map((resting) => ({ title: `${fewest} charge points, ${resting} at rest and none`, size: fewest, resting })),
    ];
    return measured.flatMap((server) =>
      crowds.flatMap(({ title, ...many }) =>
        scale.qos.flatMap((qos) =>
          scale.mqttVersions.map((mqttVersion) => ({
            title: `${server.name}, ${title}, QoS ${qos}, MQTT ${versionText(mqttVersion)}`,
            open: ({ name }: Candidate, surroundings: Surroundings) => {
              const crowd = name === few ? { size: fewest, resting: 0 } : many;
              return measureRoundTrip(server, surroundings, scale, { ...crowd, qos, mqttVersion });
            },
          })),
        ),
      ),
    );
  },
};
