import { Registry } from 'prom-client';
import t from 'tap';
import { processMetrics } from '../src/process-metrics.ts';
import { seriesOf } from './fixtures/series.ts';

t.test('the process and its event loop are told as they are when they are read', async (t) => {
  const registry = new Registry();
  const metrics = processMetrics(registry, 1_500);
  t.teardown(() => metrics.close());
  metrics.refresh();
  const first = seriesOf(await registry.metrics());
  const value = (series: ReadonlyMap<string, number>, name: string) => series.get(`ocpp_broker_${name}`) ?? Number.NaN;
  t.equal(value(first, 'process_start_time_seconds'), 1.5);
  const memory = (kind: string) => value(first, `process_memory_bytes{kind="${kind}"}`);
  t.ok(memory('resident') > 1e6);
  t.ok(memory('heap_used') < memory('heap_limit'));
  t.ok(value(first, 'process_active_resources') >= 0);
  const busyUntil = performance.now() + 30;
  while (performance.now() < busyUntil);
  await new Promise((resolve) => setTimeout(resolve, 20));
  metrics.refresh();
  const second = seriesOf(await registry.metrics());
  const cpu = 'process_cpu_seconds_total{mode="user"}';
  t.ok(value(second, cpu) >= value(first, cpu), 'a counter never goes back');
  t.ok(value(second, 'event_loop_utilization_ratio') > 0);
  for (const quantile of ['0.5', '0.9', '0.99', '1']) {
    t.ok(value(second, `event_loop_delay_seconds{quantile="${quantile}"}`) >= 0, quantile);
  }
});
