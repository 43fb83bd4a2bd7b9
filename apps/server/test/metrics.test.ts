import t from 'tap';
import { Metrics } from '../src/metrics.ts';
import { openRooms } from './fixtures/rooms.ts';
import { seriesOf } from './fixtures/series.ts';

t.test('version, commits and drops are told besides what the rooms and the process tell', async (t) => {
  const metrics = new Metrics({ version: '1.2.3', startedAt: 5_000 });
  t.teardown(() => metrics.close());
  metrics.committed(3);
  metrics.dropped('expired');
  const series = seriesOf(await metrics.text());
  t.equal(series.get('ocpp_broker_info{version="1.2.3"}'), 1);
  t.equal(series.get('ocpp_broker_process_start_time_seconds'), 5);
  t.equal(series.get('ocpp_broker_store_commit_duration_seconds_bucket{le="0.0025"}'), 0);
  t.equal(series.get('ocpp_broker_store_commit_duration_seconds_bucket{le="0.005"}'), 1);
  t.equal(series.get('ocpp_broker_mqtt_stored_messages_dropped_total{reason="expired"}'), 1);
  t.match(metrics.contentType, /^text\/plain; version=0\.0\.4/);
});

t.test('every metric has a help text and our name, once, as Prometheus wants it', async (t) => {
  const { metrics } = await openRooms(t);
  const text = await metrics.text();
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => ({ name, type }));
  t.ok(names.length > 40);
  t.equal(new Set(names.map(({ name }) => name)).size, names.length);
  for (const { name, type } of names) {
    t.match(name, /^ocpp_broker_[a-z][a-z0-9_]*$/);
    t.match(text, new RegExp(`^# HELP ${name} [A-Z].*\\.$`, 'm'), name);
    t.equal(name.endsWith('_total'), type === 'counter', name);
  }
});

t.test('two servers in one process do not count for each other', async (t) => {
  const [one, other] = [0, 0].map(() => new Metrics({ version: 'x', startedAt: 0 }));
  t.teardown(() => [one, other].map((metrics) => metrics?.close()));
  one?.observer.published?.(1);
  t.equal(seriesOf((await other?.text()) ?? '').get('ocpp_broker_publish_duration_seconds_count'), 0);
});
