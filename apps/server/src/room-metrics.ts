// What there is in the rooms when the metrics are read. Nothing is asked of them in between.

import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Broker } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';
import type { Webhooks } from '@ocpp-broker/webhooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is asked. */
export type MeasuredRooms = {
  readonly gateway: Pick<Gateway, 'figures' | 'listeners'>;
  readonly broker: Pick<Broker, 'stats' | 'listeners'>;
  readonly webhooks: Pick<Webhooks, 'status'>;
  /** The databases: what they are called among the metrics, and their paths. */
  readonly files: ReadonlyMap<string, string>;
};

/** Registers the figures; the returned function reads them all, once. */
export function roomMetrics(registry: Registry, rooms: MeasuredRooms): () => void {
  const readers = [
    gatewayFigures(registry, rooms),
    brokerFigures(registry, rooms),
    webhookFigures(registry, rooms),
    listenerFigures(registry, rooms),
    fileFigures(registry, rooms),
  ];
  return () => {
    for (const read of readers) read();
  };
}

function gatewayFigures(registry: Registry, { gateway }: MeasuredRooms): () => void {
  const { gauge } = makersOf(registry);
  const chargePoints = gauge('charge_points', 'Connected charge points.', 'version');
  const calls = gauge(
    'calls_waiting',
    'CALLs that are not answered: to charge points (in_flight, queued, offline), and of theirs (unanswered).',
    'state',
  );
  const callers = gauge('callers_waiting', 'Callers of the HTTP API that wait for a CALL, or ask for it later.');
  const congested = gauge('congested_charge_points', 'Charge points that are not read since MQTT cannot keep up.');
  const kept = gauge('frames_kept', 'Frames that are kept to be looked at.');
  const keptBytes = gauge('frames_kept_bytes', 'Memory that they take.');
  const followers = gauge('frame_followers', 'Who follows frames as they come.');
  return () => {
    const { connections, frameLog, ...figures } = gateway.figures();
    for (const [version, count] of Object.entries(connections)) chargePoints.set({ version }, count);
    calls.set({ state: 'in_flight' }, figures.callsInFlight);
    calls.set({ state: 'queued' }, figures.callsQueued);
    calls.set({ state: 'offline' }, figures.callsOffline);
    calls.set({ state: 'unanswered' }, figures.callsUnanswered);
    callers.set(figures.callersWaiting);
    congested.set(figures.congested);
    kept.set(frameLog.frames);
    keptBytes.set(frameLog.bytes);
    followers.set(frameLog.followers);
  };
}

function brokerFigures(registry: Registry, { broker }: MeasuredRooms): () => void {
  const { gauge, total } = makersOf(registry);
  const now = {
    connections: gauge('mqtt_connections', 'Connections of MQTT, those that have not said who they are among them.'),
    clients: gauge('mqtt_clients', 'Connected MQTT clients.'),
    subscriptions: gauge('mqtt_subscriptions', 'Subscriptions.'),
    sessions: gauge('mqtt_sessions', 'Sessions that outlive their connections, or may.'),
    sessionsAway: gauge('mqtt_sessions_away', 'Of these, those whose clients are away.'),
  };
  const stored = {
    queuedMessages: gauge('mqtt_queued_messages', 'Messages that wait for clients.'),
    queuedBytes: gauge('mqtt_queued_bytes', 'Bytes of them.'),
    retainedMessages: gauge('mqtt_retained_messages', 'Retained messages.'),
    retainedBytes: gauge('mqtt_retained_bytes', 'Bytes of them.'),
    wills: gauge('mqtt_wills', 'Wills that are stored.'),
  };
  const counted = {
    receivedBytes: total('mqtt_received_bytes', 'Bytes from MQTT clients.'),
    sentBytes: total('mqtt_sent_bytes', 'Bytes to MQTT clients.'),
    receivedPackets: total('mqtt_received_packets', 'Packets from MQTT clients.'),
    sentPackets: total('mqtt_sent_packets', 'Packets to MQTT clients.'),
    receivedMessages: total('mqtt_received_messages', 'PUBLISH from MQTT clients.'),
    sentMessages: total('mqtt_sent_messages', 'PUBLISH to MQTT clients.'),
    droppedMessages: total('mqtt_dropped_messages', 'Messages that were dropped.'),
  };
  return () => {
    const stats = broker.stats();
    for (const name of namesOf(now)) now[name].set(stats[name]);
    for (const name of namesOf(stored)) stored[name].set(stats.store[name]);
    for (const name of namesOf(counted)) counted[name](stats[name]);
  };
}

function webhookFigures(registry: Registry, { webhooks }: MeasuredRooms): () => void {
  const { gauge, total } = makersOf(registry);
  const queued = gauge('webhook_queued_events', 'Events that wait for their receiver.', 'hook');
  const queuedBytes = gauge('webhook_queued_bytes', 'Bytes of them.', 'hook');
  const letters = gauge('webhook_dead_letters', 'Events that were given up and are kept.', 'hook');
  const delivered = total('webhook_delivered_events', 'Events that the receiver has taken.', 'hook');
  const failed = total('webhook_failed_requests', 'Requests that failed.', 'hook');
  const dropped = total('webhook_dropped_events', 'Events that there was no room for.', 'hook');
  return () => {
    // A hook that was removed has no figures any more.
    for (const one of [queued, queuedBytes, letters]) one.reset();
    for (const one of [delivered, failed, dropped]) one.forget();
    for (const { name: hook, ...status } of webhooks.status()) {
      queued.set({ hook }, status.queued);
      queuedBytes.set({ hook }, status.queuedBytes);
      letters.set({ hook }, status.deadLetters);
      delivered(status.delivered, { hook });
      failed(status.failed, { hook });
      dropped(status.dropped, { hook });
    }
  };
}

function listenerFigures(registry: Registry, { broker, gateway }: MeasuredRooms): () => void {
  const { gauge } = makersOf(registry);
  const running = gauge('listener_running', 'Whether a listener takes connections.', 'listener');
  const connections = gauge('listener_connections', 'Connections that came in by a listener.', 'listener');
  return () => {
    for (const one of [running, connections]) one.reset();
    for (const { id: listener, running: isRunning, connections: count } of [
      ...broker.listeners(),
      ...gateway.listeners(),
    ]) {
      running.set({ listener }, Number(isRunning));
      connections.set({ listener }, count);
    }
  };
}

function fileFigures(registry: Registry, { files }: MeasuredRooms): () => void {
  const { gauge } = makersOf(registry);
  const bytes = gauge(
    'store_file_bytes',
    'Sizes of the databases, and of what is written ahead of them.',
    'store',
    'part',
  );
  const free = gauge('store_disk_free_bytes', 'Room that is left on the disks of the databases.', 'store');
  return () => {
    for (const [store, path] of files) {
      bytes.set({ store, part: 'database' }, sizeOf(path));
      bytes.set({ store, part: 'wal' }, sizeOf(`${path}-wal`));
      free.set({ store }, freeBytesAt(dirname(path)));
    }
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** A disk that is gone has no room: whoever watches the room should learn of it. */
function freeBytesAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** A total that somebody else has counted: it is set to what they say. */
interface Total<Label extends string> {
  (value: number, labels?: Readonly<Record<Label, string>>): void;
  forget(): void;
}

function makersOf(registry: Registry) {
  const registers = [registry];
  return {
    gauge: <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]) =>
      new Gauge<Label>({ name: `ocpp_broker_${name}`, help, labelNames, registers }),
    total: <Label extends string>(name: string, help: string, ...labelNames: readonly Label[]): Total<Label> => {
      const counter = new Counter<Label>({ name: `ocpp_broker_${name}_total`, help, labelNames, registers });
      const set = (value: number, labels?: Readonly<Record<Label, string>>) => {
        if (labels === undefined) {
          counter.reset();
          counter.inc(value);
        } else counter.inc(labels, value);
      };
      return Object.assign(set, { forget: () => counter.reset() });
    },
  };
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(record) as Name[];
}
