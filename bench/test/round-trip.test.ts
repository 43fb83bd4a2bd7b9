import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { roundTrip } from '../src/round-trip.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

t.test('round trips are all answered and measured, beside charge points at rest', async (t) => {
  const scale = { ...smallScale, resting: [0, 5], qos: [0, 1] as const, mqttVersions: [4, 5] as const };
  for (const title of ['N=3, QoS 0, MQTT 3.1.1', 'N=3, 5 at rest, QoS 1, MQTT 5']) {
    const one = roundTrip.cases(scale).find((other) => other.title === title);
    const measuring = await one?.open(floor, surroundings);
    t.teardown(() => measuring?.close());
    const figures = await measuring?.measure();
    t.equal(figures?.answered, smallScale.warmUp / 10 + smallScale.measured + 3, title);
    t.ok(
      roundTrip.columns.every(({ key }) => key in (figures ?? {})),
      'every column has its figure',
    );
  }
});

t.test('there is a case for each size, rest, QoS and version', async (t) => {
  const cases = roundTrip.cases({
    ...{ ...smallScale, sizes: [1, 2, 3], resting: [0, 9] },
    ...{ qos: [0, 1], mqttVersions: [4, 5] },
  });
  t.equal(new Set(cases.map(({ title }) => title)).size, 24);
});
