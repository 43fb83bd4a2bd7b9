import type { TlsServerOptions } from '@ocpp-broker/net';
import type { BrokerClient, ClientSubscription } from './clients/clients-view.ts';
import type { Totals } from './context.ts';
import type { BrokerListenerOptions, ListenerStatus } from './listener-options.ts';
import type { MessageStore, StoreStats } from './message-store.ts';
import type { BrokerMessage } from './messages/broker-message.ts';
import type { DeliveredMessage } from './messages/internal-subscriptions.ts';
import type { BrokerOptions } from './options.ts';
import type { Authenticator, BrokerEvent, Logger, TopicGuard } from './ports.ts';

/** What a broker is made of. */
export type BrokerParts = {
  readonly options: BrokerOptions;
  readonly store: MessageStore;
  readonly authenticator: Authenticator;
  readonly topicGuard: TopicGuard;
  readonly log: Logger;
  /** Name of this node, such as `ocpp-broker@127.0.0.1`. */
  readonly node: string;
  /** Of the product, for `$SYS`. */
  readonly version: string;
  /** Called for what metrics count; it must not throw. */
  readonly onEvent?: (event: BrokerEvent) => void;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
};

/** Counted since the start, but for the first ones and the store's, which are those of now. */
export type BrokerStats = Readonly<Omit<Totals, 'pastReceivedBytes' | 'pastSentBytes'>> & {
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly connections: number;
  readonly clients: number;
  readonly subscriptions: number;
  /** Of the subscriptions, the shared ones. */
  readonly sharedSubscriptions: number;
  /** Filters that somebody is subscribed to. */
  readonly topics: number;
  /** Sessions with a subscription. */
  readonly subscribers: number;
  readonly sessions: number;
  /** Of the sessions, those whose clients are away. */
  readonly sessionsAway: number;
  readonly store: StoreStats;
};

/** An MQTT broker for this process and for MQTT clients. */
export interface Broker {
  /** Publishes past the topic guard. `done` is called once: stored, and given to every subscriber that keeps up. */
  publish(message: BrokerMessage, done: (error?: Error) => void): void;
  /** Delivers inside the process until the returned function is called; `deliver` must return at once. */
  subscribe(filter: string, deliver: (message: DeliveredMessage) => void): Promise<() => Promise<void>>;
  /** Whether a connected MQTT client is subscribed to the topic; `subscribe` and sessions that are away do not count. */
  hasSubscribers(topic: string): boolean;
  /** Rejects with a `BrokerError` whose `code` is the system's (`EADDRINUSE`) or ours (`TLS_OPTIONS_INVALID`). */
  listen(options: BrokerListenerOptions): Promise<ListenerStatus>;
  /** Stops a listener and disconnects its clients; nothing happens when there is none of that id. */
  unlisten(id: string): Promise<void>;
  /** Makes a listener what the options say; its clients stay where that can be. When it fails, it goes on as before. */
  changeListener(id: string, options: Omit<BrokerListenerOptions, 'id'>): Promise<ListenerStatus>;
  /** Shows other certificates from now on; throws a `BrokerError`, and changes nothing, when they are no good. */
  replaceTls(id: string, tls: TlsServerOptions): void;
  listeners(): readonly ListenerStatus[];
  clients(): readonly BrokerClient[];
  client(clientId: string): BrokerClient | undefined;
  /** Disconnects a client; false when there is none of that id. Its session stays. */
  kick(clientId: string): boolean;
  /** Forgets the session of a client, and what waits for it, after disconnecting it; false when there is none. */
  endSession(clientId: string): boolean;
  /** Undefined when there is no such client. */
  subscriptions(clientId: string): readonly ClientSubscription[] | undefined;
  /** Applies at once to what comes in from now on. */
  reconfigure(options: BrokerOptions): void;
  stats(): BrokerStats;
  /** Stops listening and disconnects everybody, within a few seconds. */
  close(): Promise<void>;
}
