import type { ObservedEnd, ObservedPeer } from '@ocpp-broker/gateway';
import { Registry } from 'prom-client';
import t from 'tap';
import { gatewayMetrics } from '../src/gateway-metrics.ts';
import { everyObserver } from '../src/observers.ts';
import { seriesOf } from './fixtures/series.ts';

const peer: ObservedPeer = {
  identity: 'CP-secret',
  username: 'user-secret',
  version: '2.0.1',
  listenerId: 'ocpp:ws:default',
  remoteAddress: '192.0.2.7',
};
const end = (code: number): ObservedEnd => ({ code, reason: 'CP-secret', durationMs: 90_000, isReplaced: false });

t.test('what happens in the gateway is counted by few labels, none of which names anybody', async (t) => {
  const registry = new Registry();
  const observer = everyObserver([gatewayMetrics(registry)]);
  observer.handshake('accepted', '2.0.1');
  observer.handshake('unauthorized', null);
  observer.connected(peer, 0);
  observer.disconnected(peer, end(1000), 0);
  observer.disconnected(peer, end(4711), 0);
  observer.frame('upstream', 2, 'Heartbeat', 25);
  observer.frame('upstream', null, null, 5);
  observer.frame('downstream', 4, 'Reset', 7);
  observer.callEnded('charge-point', 'Heartbeat', 'result', 20);
  observer.callEnded('csms', 'Reset', 'not_connected', null);
  observer.published(2);
  observer.reported('late_answer', 'upstream', 'Reset');
  const text = await registry.metrics();
  const series = seriesOf(text);
  for (const [name, value] of [
    ['handshakes_total{outcome="accepted",version="2.0.1"}', 1],
    ['handshakes_total{outcome="unauthorized",version="none"}', 1],
    ['charge_point_connections_total{version="2.0.1"}', 1],
    ['charge_point_disconnections_total{code="1000"}', 1],
    ['charge_point_disconnections_total{code="other"}', 1],
    ['charge_point_connection_duration_seconds_bucket{le="60"}', 0],
    ['charge_point_connection_duration_seconds_bucket{le="600"}', 2],
    ['frames_total{direction="upstream",type="call",action="Heartbeat"}', 1],
    ['frames_total{direction="upstream",type="malformed",action="none"}', 1],
    ['frames_total{direction="downstream",type="error",action="Reset"}', 1],
    ['frame_bytes_total{direction="upstream"}', 30],
    ['calls_total{by="charge-point",action="Heartbeat",outcome="result"}', 1],
    ['calls_total{by="csms",action="Reset",outcome="not_connected"}', 1],
    ['call_duration_seconds_bucket{le="0.01",by="charge-point"}', 0],
    ['call_duration_seconds_bucket{le="0.025",by="charge-point"}', 1],
    ['publish_duration_seconds_bucket{le="0.0025"}', 1],
    ['reports_total{code="late_answer",direction="upstream"}', 1],
  ] as const) {
    t.equal(series.get(`ocpp_broker_${name}`), value, name);
  }
  t.equal(series.get('ocpp_broker_call_duration_seconds_count{by="csms"}'), 0, 'what was not sent took no time');
  t.notMatch(text, /secret|192\.0/);
});
