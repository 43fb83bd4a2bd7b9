import type { BrokerEvent } from '@ocpp-broker/broker';
import { Registry } from 'prom-client';
import t from 'tap';
import { brokerMetrics } from '../src/broker-metrics.ts';
import { seriesOf } from './fixtures/series.ts';

t.test('the events of the broker are counted by their reasons, and name no client', async (t) => {
  const registry = new Registry();
  const count = brokerMetrics(registry);
  const at = { clientId: 'client-secret', listenerId: 'tcp:default' };
  const events: readonly BrokerEvent[] = [
    { kind: 'connected', ...at },
    { kind: 'disconnected', ...at, reasonCode: null },
    { kind: 'disconnected', ...at, reasonCode: 0x98 },
    { kind: 'connection-refused', listenerId: 'tcp:default', reason: 'banned' },
    { kind: 'publish-refused', clientId: at.clientId },
    { kind: 'subscribe-refused', clientId: at.clientId },
    { kind: 'message-dropped', clientId: at.clientId, reason: 'slow-client' },
    { kind: 'client-cut', clientId: at.clientId, reason: 'stalled' },
    { kind: 'failed', error: new Error('client-secret') },
  ];
  for (const event of events) count(event);
  const text = await registry.metrics();
  t.strictSame(
    new Map([...seriesOf(text)].sort()),
    new Map(
      [
        'clients_cut_total{reason="stalled"}',
        'connects_refused_total{reason="banned"}',
        'connects_total{listener="tcp:default"}',
        'deliveries_dropped_total{reason="slow-client"}',
        'disconnects_total{reason_code="152"}',
        'disconnects_total{reason_code="none"}',
        'publishes_refused_total',
        'store_failures_total',
        'subscribes_refused_total',
      ].map((name) => [`ocpp_broker_mqtt_${name}`, 1]),
    ),
  );
  t.notMatch(text, /secret/);
});
