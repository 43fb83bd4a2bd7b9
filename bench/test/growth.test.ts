import t from 'tap';
import { growth } from '../src/growth.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

// Servers are started; on a busy machine that takes its time.
t.setTimeout(90_000);

const titles = (sizes: readonly number[]) => growth.cases({ ...smallScale, sizes }).map(({ title }) => title);

t.test('the greatest of the sizes is held against a tenth of it, for the product and for the floor', async (t) => {
  t.same(titles([10, 1_000, 100]), [
    'ocpp-broker, 1000 charge points and 100, QoS 1, MQTT 3.1.1',
    'floor, 1000 charge points and 100, QoS 1, MQTT 3.1.1',
  ]);
  t.match(titles([3]), [/3 charge points and 1,/, /3 charge points and 1,/]);
  const cases = growth.cases({ ...smallScale, qos: [0, 1], mqttVersions: [4, 5] });
  t.equal(new Set(cases.map(({ title }) => title)).size, 8);
  const beside = growth.cases({ ...smallScale, sizes: [1_000], resting: [0, 10_000] });
  t.match(
    beside.map(({ title }) => title),
    [/1000 charge points and 100/, /^ocpp-broker, 100 charge points, 10000 at rest and none/, /floor/, /10000 at rest/],
  );
  t.equal(growth.candidates?.at(-1)?.name, 'few', 'the last is what the other is held against');
  for (const one of growth.candidates ?? []) {
    await t.rejects(one.start({ ...surroundings, identities: [], qos: 0 }), { message: /stands for a size/ });
  }
});

t.test('those at rest are beside the few, and are not measured', async (t) => {
  const scale = { ...smallScale, sizes: [20], resting: [7] };
  const beside = growth.cases(scale).find(({ title }) => title.startsWith('floor, 2 charge points, 7 at rest'));
  const [many] = growth.candidates ?? [];
  if (beside === undefined || many === undefined) throw new Error('there is no such case');
  const measuring = await beside.open(many, surroundings);
  t.teardown(() => measuring.close());
  t.equal((await measuring.measure()).answered, smallScale.warmUp / 10 + smallScale.measured + 2);
});

t.test('each is measured with its own number of charge points', async (t) => {
  for (const one of growth.cases({ ...smallScale, sizes: [20] })) {
    for (const [name, size] of [
      ['many', 20],
      ['few', 2],
    ] as const) {
      const candidate = growth.candidates?.find((other) => other.name === name);
      if (candidate === undefined) throw new Error(`there is no candidate ${name}`);
      const measuring = await one.open(candidate, surroundings);
      t.teardown(() => measuring.close());
      const figures = await measuring.measure();
      t.equal(figures.answered, smallScale.warmUp / 10 + smallScale.measured + size, `${one.title}: ${name}`);
    }
  }
});
