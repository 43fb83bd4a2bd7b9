import { readFileSync } from 'node:fs';
import { loadavg, totalmem } from 'node:os';
import type { NodeGauges, NodeStatistics } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';
import type { EventCounts } from './event-counts.ts';

/** What figures are made of. */
export type StatisticsParts = {
  readonly broker: Pick<Broker, 'stats'>;
  readonly gateway: Pick<Gateway, 'figures'>;
  readonly counts: EventCounts;
};

type Counts = { readonly [Name in keyof NodeGauges]: number };

/** The figures of this node. The most that there were at once is known as far as somebody has looked. */
export function nodeStatistics({ broker, gateway, counts }: StatisticsParts): NodeStatistics {
  const peaks = new Map<string, number>();
  const fileDescriptorsMax = openFilesMax();
  const gauges = (): NodeGauges => {
    const now = countsOf(broker.stats(), gateway.figures());
    const entries = Object.entries(now).map(([name, count]) => {
      const max = Math.max(count, peaks.get(name) ?? 0);
      peaks.set(name, max);
      return [name, { count, max }];
    });
    return Object.fromEntries(entries) as NodeGauges;
  };
  return {
    gauges,
    counters: () => {
      const stats = broker.stats();
      return {
        bytesReceived: stats.receivedBytes + counts.receivedFrameBytes,
        bytesSent: stats.sentBytes + counts.sentFrameBytes,
        packetsReceived: stats.receivedPackets + counts.receivedFrames,
        packetsSent: stats.sentPackets + counts.sentFrames,
        messagesReceived: stats.receivedMessages,
        messagesSent: stats.sentMessages,
        messagesDropped: stats.droppedMessages,
        deliveriesDropped: counts.dropped,
        deliveriesDroppedExpired: counts.droppedExpired,
        deliveriesDroppedQueueFull: counts.droppedQueueFull,
        deliveriesDroppedTooLarge: counts.droppedTooLarge,
        clientsConnected: counts.connected,
        clientsDisconnected: counts.disconnected,
        connectsRefused: counts.refused,
        connectsUnauthorized: counts.unauthorized,
        publishesUnauthorized: counts.publishesUnauthorized,
        subscribesUnauthorized: counts.subscribesUnauthorized,
      };
    },
    machine: () => {
      const [one = 0, five = 0, fifteen = 0] = loadavg();
      return {
        load: [one, five, fifteen],
        memoryTotalBytes: totalmem(),
        memoryUsedBytes: process.memoryUsage.rss(),
        fileDescriptorsMax,
        runtime: `Node.js ${process.versions.node}`,
      };
    },
  };
}

function countsOf(stats: ReturnType<Broker['stats']>, figures: ReturnType<Gateway['figures']>): Counts {
  const chargePoints = Object.values(figures.connections).reduce((sum, count) => sum + count, 0);
  const sessions = stats.clients + stats.sessionsAway;
  return {
    connections: sessions + chargePoints,
    liveConnections: stats.clients + chargePoints,
    sessions,
    topics: stats.topics,
    subscribers: stats.subscribers,
    subscriptions: stats.subscriptions,
    sharedSubscriptions: stats.sharedSubscriptions,
    retained: stats.store.retainedMessages,
  };
}

/** As Linux tells it; null elsewhere, and where there is no limit. */
function openFilesMax(): number | null {
  try {
    const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
}
