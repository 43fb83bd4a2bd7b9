import type { BrokerStats } from '../broker-face.ts';

/** What the statistics under `$SYS` are made of. */
export type SystemFacts = {
  readonly node: string;
  readonly version: string;
  readonly uptimeMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly stats: BrokerStats;
  /** The most clients that were connected at once. */
  readonly clientsMax: number;
};

/** Topic and payload. */
export type SystemFact = readonly [topic: string, value: string];

/** The statistics by the names of EMQX (`$SYS/brokers/<node>/…`) and of mosquitto (`$SYS/broker/…`). */
export function systemFacts(facts: SystemFacts): readonly SystemFact[] {
  return [...asEmqx(facts), ...asMosquitto(facts)];
}

function asEmqx({ node, version, uptimeMs, now, stats }: SystemFacts): readonly SystemFact[] {
  // A name with a wildcard in it would be no topic, one with a slash more than one level of it.
  const base = `$SYS/brokers/${node.replace(/[/+#]/g, '-')}`;
  const numbers: Readonly<Record<string, number>> = {
    'stats/connections/count': stats.clients,
    'stats/live_connections/count': stats.clients,
    'stats/sessions/count': stats.sessions,
    'stats/subscriptions/count': stats.subscriptions,
    'stats/retained/count': stats.store.retainedMessages,
    'metrics/bytes/received': stats.receivedBytes,
    'metrics/bytes/sent': stats.sentBytes,
    'metrics/packets/received': stats.receivedPackets,
    'metrics/packets/sent': stats.sentPackets,
    'metrics/messages/received': stats.receivedMessages,
    'metrics/messages/sent': stats.sentMessages,
    'metrics/messages/dropped': stats.droppedMessages,
  };
  return [
    ['$SYS/brokers', node],
    [`${base}/version`, version],
    [`${base}/uptime`, String(Math.floor(uptimeMs / 1000))],
    [`${base}/datetime`, new Date(now).toISOString()],
    [`${base}/sysdescr`, 'ocpp-broker'],
    ...Object.entries(numbers).map(([name, value]) => [`${base}/${name}`, String(value)] as const),
  ];
}

function asMosquitto(facts: SystemFacts): readonly SystemFact[] {
  const { version, uptimeMs, stats, clientsMax } = facts;
  const { sessionsAway } = stats;
  const values: Readonly<Record<string, number>> = {
    'clients/connected': stats.clients,
    'clients/disconnected': sessionsAway,
    'clients/total': stats.clients + sessionsAway,
    'clients/maximum': clientsMax,
    'subscriptions/count': stats.subscriptions,
    'retained messages/count': stats.store.retainedMessages,
    'store/messages/count': stats.store.queuedMessages + stats.store.retainedMessages,
    'store/messages/bytes': stats.store.queuedBytes + stats.store.retainedBytes,
    'messages/received': stats.receivedPackets,
    'messages/sent': stats.sentPackets,
    'publish/messages/received': stats.receivedMessages,
    'publish/messages/sent': stats.sentMessages,
    'publish/messages/dropped': stats.droppedMessages,
    'bytes/received': stats.receivedBytes,
    'bytes/sent': stats.sentBytes,
  };
  return [
    ['$SYS/broker/version', `ocpp-broker version ${version}`],
    ['$SYS/broker/uptime', `${Math.floor(uptimeMs / 1000)} seconds`],
    ...Object.entries(values).map(([name, value]) => [`$SYS/broker/${name}`, String(value)] as const),
  ];
}
