// Shows of issue 5: "Metrics for Prometheus …; cardinality bounded (no identities as labels). `/status` (EMQX), `/healthz`, `/readyz`";
// and EMQX's `/stats`, `/metrics`, `/nodes`.

import { createServer } from 'node:net';
import t from 'tap';
import { ask, objectOf } from './fixtures/running-api.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { call } from './fixtures/running-settings.ts';
import { until } from './fixtures/running-wait.ts';

const running = await startTestServer(t, {
  persistence: 'sqlite',
  settings: { api: { prometheus_networks: ['127.0.0.0/8'] } },
});
const csms = await running.mqtt({}, { clientId: 'csms-counted' });
await csms.subscribe('ocpp/cp/#', 2);
const chargePoint = await running.chargePoint('CP-counted');
await chargePoint.send([2, 'h', 'Heartbeat', {}]);
await csms.nextEnvelope('ocpp/cp/CP-counted');
await csms.publish('ocpp/cs/CP-counted', {
  MessageTypeId: 3,
  UniqueId: 'h',
  Payload: { currentTime: '2026-01-01T00:00:00Z' },
});
await chargePoint.next();
await chargePoint.send([2, 'x', 'Made.Up-CP-counted', {}]);
await csms.publish('ocpp/cs/CP-counted', call('c', 'ClearCache'));
await until('the CALL', () => chargePoint.unread.some((text) => text.includes('ClearCache')));
await chargePoint.send([3, 'c', { status: 'Accepted' }]);
await csms.nextEnvelope('ocpp/cp/CP-counted/Reply');
await running.refusedChargePoint('CP-counted', { password: 'wrong' });

const scrape = () => ask(running.urls.api, 'GET /prometheus/stats');

/** The value of a series as it was written. */
function seriesValue(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

t.test('Prometheus reads what was counted, and what there is', async (t) => {
  const { status, headers, text } = await scrape();
  t.equal(status, 200, 'without credentials, from a network that the settings name');
  t.match(headers.get('content-type'), 'text/plain');
  const is = (series: string, value: number) => t.equal(seriesValue(text, `ocpp_broker_${series}`), value, series);
  is('info{version="0.0.0-test"}', 1);
  is('charge_points{version="1.6"}', 1);
  is('handshakes_total{outcome="accepted",version="1.6"}', 1);
  is('handshakes_total{outcome="unauthorized",version="none"}', 1);
  is('frames_total{direction="upstream",type="call",action="Heartbeat"}', 1);
  is('frames_total{direction="downstream",type="result",action="Heartbeat"}', 1);
  is('frames_total{direction="upstream",type="call",action="other"}', 1);
  is('calls_total{by="charge-point",action="Heartbeat",outcome="result"}', 1);
  is('calls_total{by="csms",action="ClearCache",outcome="result"}', 1);
  is('call_duration_seconds_count{by="csms"}', 1);
  is('calls_waiting{state="in_flight"}', 0);
  is('mqtt_clients', 1);
  is('mqtt_connects_total{listener="tcp:default"}', 1);
  is('listener_connections{listener="ocpp:ws:default"}', 1);
  is('listener_running{listener="tcp:default"}', 1);
  for (const series of [
    'publish_duration_seconds_count',
    'store_commit_duration_seconds_count',
    'store_file_bytes{store="database",part="database"}',
    'store_file_bytes{store="messages",part="database"}',
    'mqtt_received_bytes_total',
    'process_memory_bytes{kind="resident"}',
    'process_cpu_seconds_total{mode="user"}',
  ]) {
    t.ok((seriesValue(text, `ocpp_broker_${series}`) ?? 0) > 0, series);
  }
  t.ok(seriesValue(text, 'ocpp_broker_event_loop_delay_seconds{quantile="0.99"}') !== undefined);
});

t.test('no series names a client, and all bear our name', async (t) => {
  const { text } = await scrape();
  t.notMatch(text, /counted|127\.0\.0\.1|Made/);
  for (const line of text.split('\n')) t.match(line, /^$|^#|^ocpp_broker_/);
});

t.test('statistics have the names of EMQX', async (t) => {
  const [stats] = (await running.api('GET /stats')).json as readonly Record<string, unknown>[];
  t.match(stats, {
    'connections.count': 2,
    'live_connections.count': 2,
    'sessions.count': 1,
    // That of the test, and the gateway's own.
    'subscriptions.count': 2,
    'topics.count': 2,
    'subscribers.count': 1,
    'subscriptions.shared.count': 0,
  });
  const [counted] = (await running.api('GET /metrics')).json as readonly Record<string, unknown>[];
  t.match(counted, { 'client.connected': 2, 'packets.connack.auth_error': 1, 'messages.received': 2 });
  const [node] = (await running.api('GET /nodes')).json as readonly Record<string, unknown>[];
  t.match(node, { node_status: 'running', live_connections: 2, otp_release: `Node.js ${process.versions.node}` });
});

t.test('the node is alive and ready, for everybody to know', async (t) => {
  for (const base of [running.urls.api, running.urls.api.replace('/api/v5', '')]) {
    t.match(await ask(base, 'GET /healthz'), { status: 200, json: { status: 'ok' } });
    t.match(await ask(base, 'GET /readyz'), { status: 200, json: { ready: true, problems: [] } });
  }
});

t.test('what a hook has to do is counted under its name', async (t) => {
  const blackHole = createServer();
  blackHole.listen(0, '127.0.0.1');
  await new Promise((resolve) => blackHole.once('listening', resolve));
  t.teardown(() => blackHole.close());
  const { port } = blackHole.address() as { readonly port: number };
  await running.api('POST /webhooks/hole', { url: `http://127.0.0.1:${port}`, events: ['call'] });
  await chargePoint.send([2, 'h2', 'Heartbeat', {}]);
  await csms.nextEnvelope('ocpp/cp/CP-counted');
  const { text } = await scrape();
  t.equal(seriesValue(text, 'ocpp_broker_webhook_queued_events{hook="hole"}'), 1);
  await running.api('DELETE /webhooks/hole');
  t.notMatch((await scrape()).text, /hook="hole"/);
});

t.test('unless the settings name whoever reads them, credentials are needed', async (t) => {
  const guarded = await startTestServer(t);
  t.equal((await ask(guarded.urls.api, 'GET /prometheus/stats')).status, 401);
  t.equal((await guarded.api('GET /prometheus/stats')).status, 200);
  const { json } = await guarded.api('GET /metrics?aggregate=true');
  t.ok(objectOf({ status: 200, headers: new Headers(), json, text: '' })['bytes.received'] !== undefined);
});
