import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Broker } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';
import type { Webhooks } from '@ocpp-broker/webhooks';
import { Registry } from 'prom-client';
import t from 'tap';
import { roomMetrics } from '../src/room-metrics.ts';
import { seriesOf } from './fixtures/series.ts';

const figures: ReturnType<Gateway['figures']> = {
  connections: { '1.6': 3, '2.0.1': 2, '2.1': 0 },
  callsInFlight: 4,
  callsQueued: 5,
  callsUnanswered: 6,
  callsOffline: 7,
  callersWaiting: 8,
  congested: 9,
  frameLog: { frames: 10, bytes: 11, followers: 12 },
};
const stats: ReturnType<Broker['stats']> = {
  receivedPackets: 21,
  receivedMessages: 22,
  sentPackets: 23,
  sentMessages: 24,
  droppedMessages: 25,
  receivedBytes: 26,
  sentBytes: 27,
  connections: 28,
  clients: 29,
  subscriptions: 30,
  sharedSubscriptions: 31,
  topics: 32,
  subscribers: 33,
  sessions: 34,
  sessionsAway: 35,
  store: { sessions: 34, queuedMessages: 36, queuedBytes: 37, retainedMessages: 38, retainedBytes: 39, wills: 40 },
};
const listener = { id: 'tcp:default', running: true, connections: 41 } as ReturnType<Broker['listeners']>[number];
const hook = (name: string, queued: number) =>
  ({ name, queued, queuedBytes: 1, deadLetters: 2, delivered: 3, failed: 4, dropped: 5 }) as ReturnType<
    Webhooks['status']
  >[number];

t.test('what there is in the rooms is asked once for each reading, and is what it is then', async (t) => {
  const folder = t.testdir({});
  const path = join(folder, 'mqtt.db');
  const asked = { figures: 0, stats: 0 };
  let hooks = [hook('gone', 1), hook('stays', 1)];
  let listeners = [listener];
  const registry = new Registry();
  const read = roomMetrics(registry, {
    gateway: {
      figures: () => {
        asked.figures += 1;
        return figures;
      },
      listeners: () => [],
    },
    broker: {
      stats: () => {
        asked.stats += 1;
        return stats;
      },
      listeners: () => listeners,
    },
    webhooks: { status: () => hooks },
    files: new Map([
      ['messages', path],
      ['gone', join(folder, 'gone', 'x.db')],
    ]),
  });
  t.strictSame(asked, { figures: 0, stats: 0 });
  read();
  writeFileSync(`${path}-wal`, 'x'.repeat(100));
  hooks = [hook('stays', 6)];
  listeners = [{ ...listener, running: false }];
  read();
  t.strictSame(asked, { figures: 2, stats: 2 });
  const series = seriesOf(await registry.metrics());
  for (const [name, value] of [
    ['charge_points{version="2.0.1"}', 2],
    ['charge_points{version="2.1"}', 0],
    ['calls_waiting{state="in_flight"}', 4],
    ['calls_waiting{state="queued"}', 5],
    ['calls_waiting{state="unanswered"}', 6],
    ['calls_waiting{state="offline"}', 7],
    ['callers_waiting', 8],
    ['congested_charge_points', 9],
    ['frames_kept', 10],
    ['frames_kept_bytes', 11],
    ['frame_followers', 12],
    ['mqtt_connections', 28],
    ['mqtt_clients', 29],
    ['mqtt_subscriptions', 30],
    ['mqtt_sessions', 34],
    ['mqtt_sessions_away', 35],
    ['mqtt_queued_messages', 36],
    ['mqtt_queued_bytes', 37],
    ['mqtt_retained_messages', 38],
    ['mqtt_retained_bytes', 39],
    ['mqtt_wills', 40],
    ['mqtt_received_bytes_total', 26],
    ['mqtt_dropped_messages_total', 25],
    ['listener_connections{listener="tcp:default"}', 41],
    ['listener_running{listener="tcp:default"}', 0],
    ['webhook_queued_events{hook="stays"}', 6],
    ['webhook_delivered_events_total{hook="stays"}', 3],
    ['webhook_queued_events{hook="gone"}', undefined],
    ['webhook_delivered_events_total{hook="gone"}', undefined],
    ['store_file_bytes{store="messages",part="database"}', 0],
    ['store_file_bytes{store="messages",part="wal"}', 100],
  ] as const) {
    t.equal(series.get(`ocpp_broker_${name}`), value, name);
  }
  t.equal(series.get('ocpp_broker_store_disk_free_bytes{store="gone"}'), 0);
  t.ok((series.get('ocpp_broker_store_disk_free_bytes{store="messages"}') ?? 0) > 0);
});
