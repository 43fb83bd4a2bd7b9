// The figures under the names that EMQX gives them. What nobody counts here is left out rather than told as 0: a 0 would be believed.

import type { Gauge, NodeCounters, NodeGauges } from './stats-ports.ts';

type Names<Figures> = Readonly<Partial<Record<keyof Figures, readonly string[]>>>;

const gaugeNames = {
  connections: ['connections'],
  liveConnections: ['live_connections'],
  // EMQX tells these two twice, under an older and a newer name.
  sessions: ['channels', 'sessions'],
  subscriptions: ['suboptions', 'subscriptions'],
  sharedSubscriptions: ['subscriptions.shared'],
  subscribers: ['subscribers'],
  topics: ['topics'],
  retained: ['retained'],
} as const satisfies Record<keyof NodeGauges, readonly string[]>;

const counterNames = {
  bytesReceived: ['bytes.received'],
  bytesSent: ['bytes.sent'],
  packetsReceived: ['packets.received'],
  packetsSent: ['packets.sent'],
  messagesReceived: ['messages.received', 'packets.publish.received'],
  messagesSent: ['messages.sent', 'packets.publish.sent'],
  messagesDropped: ['messages.dropped'],
  messagesDroppedWithoutSubscribers: ['messages.dropped.no_subscribers'],
  messagesPublished: ['messages.publish'],
  messagesDelivered: ['messages.delivered'],
  messagesAcknowledged: ['messages.acked'],
  deliveriesDropped: ['delivery.dropped'],
  deliveriesDroppedExpired: ['delivery.dropped.expired'],
  deliveriesDroppedQueueFull: ['delivery.dropped.queue_full'],
  deliveriesDroppedTooLarge: ['delivery.dropped.too_large'],
  clientsConnected: ['client.connected'],
  clientsDisconnected: ['client.disconnected'],
  connectsRefused: ['packets.connack.error'],
  connectsUnauthorized: ['packets.connack.auth_error'],
  publishesUnauthorized: ['packets.publish.auth_error'],
  subscribesUnauthorized: ['packets.subscribe.auth_error'],
  sessionsCreated: ['session.created'],
  sessionsResumed: ['session.resumed'],
  sessionsTakenOver: ['session.takenover'],
  sessionsTerminated: ['session.terminated'],
} as const satisfies Names<NodeCounters>;

const QOS = [0, 1, 2] as const;

/** EMQX's names of gauges, each with `.count` and `.max` behind it. Delayed messages: there are none, ever. */
export const gaugeKeys: readonly string[] = [...Object.values(gaugeNames).flat(), 'delayed'].sort();

/** EMQX's names of counters that are always told. */
export const counterKeysAlways: readonly string[] = (
  [
    'bytesReceived',
    'bytesSent',
    'packetsReceived',
    'packetsSent',
    'messagesReceived',
    'messagesSent',
    'messagesDropped',
  ] as const
).flatMap((name) => counterNames[name]);

/** All of EMQX's names of counters that can be told. */
export const counterKeys: readonly string[] = [
  ...Object.values(counterNames).flat(),
  ...QOS.flatMap((qos) => [`messages.qos${qos}.received`, `messages.qos${qos}.sent`]),
].sort();

/** `connections.count`, `connections.max` and so on. */
export function printGauges(gauges: NodeGauges): Readonly<Record<string, number>> {
  const told = Object.entries(gaugeNames).flatMap(([name, keys]) =>
    keys.flatMap((key) => printGauge(key, gauges[name as keyof NodeGauges])),
  );
  return Object.fromEntries([...told, ...printGauge('delayed', { count: 0, max: 0 })].sort(byName));
}

/** `bytes.received` and so on. */
export function printCounters(counters: NodeCounters): Readonly<Record<string, number>> {
  const told = Object.entries(counterNames).flatMap(([name, keys]) => {
    const value = counters[name as keyof typeof counterNames];
    return value === undefined ? [] : keys.map((key) => [key, value] as const);
  });
  const byQos = QOS.flatMap((qos) => [
    ...printOfQos(`messages.qos${qos}.received`, counters.messagesReceivedByQos?.[qos]),
    ...printOfQos(`messages.qos${qos}.sent`, counters.messagesSentByQos?.[qos]),
  ]);
  return Object.fromEntries([...told, ...byQos].sort(byName));
}

/** A size as EMQX writes it, `1.25G`: in the largest unit of 1024 that leaves at least 1, with two digits at most. */
export function printSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Math.round(value * 100) / 100}${units[unit]}`;
}

function printGauge(name: string, { count, max }: Gauge): readonly (readonly [string, number])[] {
  return [
    [`${name}.count`, count],
    // It is looked at only now and then; what is there now was there.
    [`${name}.max`, Math.max(count, max)],
  ];
}

function printOfQos(name: string, value: number | undefined): readonly (readonly [string, number])[] {
  return value === undefined ? [] : [[name, value]];
}

function byName([one]: readonly [string, number], [other]: readonly [string, number]): number {
  return one < other ? -1 : 1;
}
