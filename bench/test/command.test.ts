import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { command } from '../src/command.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

t.test('there is a case for each size, QoS and version over MQTT, and one for each size over HTTP', async (t) => {
  const cases = command.cases({ ...smallScale, sizes: [1, 2], resting: [7], qos: [0, 1], mqttVersions: [4, 5] });
  const titles = cases.map(({ title }) => title);
  t.equal(new Set(titles).size, 10);
  t.same(titles.slice(8), ['N=1, POST …/calls', 'N=2, POST …/calls']);
});

t.test('commands over MQTT are measured; a candidate without an API has no figures for those over HTTP', async (t) => {
  const [overMqtt, overHttp] = command.cases(smallScale);
  const measuring = await overMqtt?.open(floor, surroundings);
  t.teardown(() => measuring?.close());
  const figures = await measuring?.measure();
  t.equal(figures?.answered, smallScale.warmUp / 10 + smallScale.measured + 3);
  t.ok(command.columns.every(({ key }) => key in (figures ?? {})));
  const posting = await overHttp?.open(floor, surroundings);
  t.teardown(() => posting?.close());
  t.same(await posting?.measure(), {});
});
