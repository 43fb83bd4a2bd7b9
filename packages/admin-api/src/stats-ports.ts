// What the HTTP API needs to tell figures of the node, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** How many there are now, and the most that there were since the start. */
export type Gauge = { readonly count: number; readonly max: number };

/** What there is on this node now. */
export type NodeGauges = {
  /** Clients, MQTT and OCPP, that are connected or have a session. */
  readonly connections: Gauge;
  /** Of these, the ones that are connected. */
  readonly liveConnections: Gauge;
  /** MQTT sessions, whether their clients are connected or away. */
  readonly sessions: Gauge;
  /** Topics and filters that somebody is subscribed to. */
  readonly topics: Gauge;
  /** Sessions with a subscription. */
  readonly subscribers: Gauge;
  readonly subscriptions: Gauge;
  readonly sharedSubscriptions: Gauge;
  readonly retained: Gauge;
};

/** Counted since the start, MQTT and OCPP together unless told. What nobody counts is left out, and not told. */
export type NodeCounters = {
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Packets of MQTT and frames of OCPP. */
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** PUBLISH from and to MQTT clients. */
  readonly messagesReceived: number;
  readonly messagesSent: number;
  readonly messagesDropped: number;
  readonly messagesDroppedWithoutSubscribers?: number;
  readonly messagesPublished?: number;
  readonly messagesDelivered?: number;
  readonly messagesAcknowledged?: number;
  readonly messagesReceivedByQos?: readonly [number, number, number];
  readonly messagesSentByQos?: readonly [number, number, number];
  readonly deliveriesDropped?: number;
  readonly deliveriesDroppedExpired?: number;
  readonly deliveriesDroppedQueueFull?: number;
  readonly deliveriesDroppedTooLarge?: number;
  readonly clientsConnected?: number;
  readonly clientsDisconnected?: number;
  readonly connectsRefused?: number;
  /** Of the refused, those with bad credentials. */
  readonly connectsUnauthorized?: number;
  readonly publishesUnauthorized?: number;
  readonly subscribesUnauthorized?: number;
  readonly sessionsCreated?: number;
  readonly sessionsResumed?: number;
  readonly sessionsTakenOver?: number;
  readonly sessionsTerminated?: number;
};

/** The machine and the process. */
export type NodeMachine = {
  /** Averages of 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number];
  readonly memoryTotalBytes: number;
  /** By this process. */
  readonly memoryUsedBytes: number;
  /** File descriptors that the process may have; null when it is not known. */
  readonly fileDescriptorsMax: number | null;
  /** Such as `Node.js 24.1.0`. */
  readonly runtime: string;
};

/** Figures of this node. */
export interface NodeStatistics {
  gauges(): MaybePromise<NodeGauges>;
  counters(): MaybePromise<NodeCounters>;
  machine(): MaybePromise<NodeMachine>;
}
