import t from 'tap';
import { flood, floodFigures } from '../src/flood.ts';
import type { FloodResult } from '../src/load-job.ts';
import { smallScale } from './test-surroundings.ts';

t.test('there is a case for each number of subscribers and each QoS', async (t) => {
  const cases = flood.cases({ ...smallScale, subscribers: [1, 10], qos: [0, 1], mqttVersions: [4, 5] });
  t.same(
    cases.map(({ title }) => title),
    ['S=1, QoS 0', 'S=1, QoS 1', 'S=10, QoS 0', 'S=10, QoS 1'],
  );
});

t.test('what a frozen subscriber costs the others is told, and what did not come to them', async (t) => {
  const free: FloodResult = {
    kind: 'flood',
    sent: 100,
    answered: 100,
    strange: 0,
    measured: 50,
    measuredSeconds: 2,
    serverCpuMicroseconds: 5_000,
    loadCpuMicroseconds: 1_000_000,
    latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 },
    serverResidentBytes: 50_000_000,
    expected: 200,
    delivered: 200,
    deliveryMs: { p50: 1, p99: 5, p999: 6, max: 7 },
  };
  const deliveryMs = { p50: 1, p99: 8, p999: 9, max: 10 };
  const frozen = { ...free, measuredSeconds: 2.5, serverCpuMicroseconds: 6_000, delivered: 190, deliveryMs };
  const figures = floodFigures(free, frozen);
  t.match(figures, { cpuMicroseconds: 100, frozenCpuMicroseconds: 120, p99Ms: 5, frozenP99Ms: 8, missing: 10 });
  t.equal(Math.round(figures.lossPercent ?? 0), 20);
  t.ok(flood.columns.every(({ key }) => key in figures));
  t.throws(() => floodFigures(free, { ...frozen, answered: 99 }), /99 were answered/);
});
