import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import type { SlowClientResult } from '../src/load-job.ts';
import { figuresOf, slowClient } from '../src/slow-client.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

t.test('what the others have of their messages is measured with a bad client and without', async (t) => {
  const cases = slowClient.cases({ ...smallScale, badClients: ['none', 'frozen-qos-1'] });
  const named = (title: string) => cases.find((one) => one.title === title);
  for (const title of ['no bad client', 'a frozen subscriber, QoS 1']) {
    const measuring = await named(title)?.open(floor, surroundings);
    const figures = await measuring?.measure();
    t.match(figures, { delivered: 75, missing: 0 }, title);
    t.ok(slowClient.columns.every(({ key }) => key in (figures ?? {})));
  }
});

t.test('a candidate without MQTT over WebSocket has no figures for a slow WebSocket', async (t) => {
  const [one] = slowClient.cases({ ...smallScale, badClients: ['slow-websocket'] });
  const measuring = await one?.open(floor, surroundings);
  t.same(await measuring?.measure(), {});
});

t.test('missing messages are shown, not hidden', async (t) => {
  const result: SlowClientResult = {
    kind: 'slow-client',
    expected: 100,
    delivered: 90,
    latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 },
    peakResidentBytes: 50_000_000,
    serverCpuMicroseconds: 900,
    loadLagMs: 0.5,
    isBadClientCut: true,
  };
  const figures = { worstMs: 4, p99Ms: 2, missing: 10, peakMegabytes: 50, cpuMicroseconds: 10, cut: 1, loadLagMs: 0.5 };
  t.match(figuresOf(result), figures);
  t.equal(figuresOf({ ...result, peakResidentBytes: undefined }).peakMegabytes, undefined);
});
