import { Admission } from './admission.ts';
import type { AedesBroker, PublishInput } from './aedes-internals.ts';
import { type AedesSeams, assembleAedes, wrapEmitter } from './assemble-aedes.ts';
import { type BrokerClient, type ClientSubscription, subscriptionsOf, viewOf } from './clients-view.ts';
import { Connections } from './connections.ts';
import type { BrokerContext, Totals } from './context.ts';
import { Emission } from './emission.ts';
import { type DeliveredMessage, subscribeInternally } from './internal-subscriptions.ts';
import { Listeners } from './listeners.ts';
import type { BrokerListenerOptions, BrokerOptions, ListenerStatus } from './options.ts';
import type { Authenticator, BrokerEvent, Logger, TopicGuard } from './ports.ts';
import { disconnectReason } from './refusals.ts';
import { TopicPolicy } from './topic-policy.ts';

/** What a broker is made of. */
export type BrokerParts = AedesSeams & {
  readonly options: BrokerOptions;
  readonly authenticator: Authenticator;
  readonly topicGuard: TopicGuard;
  readonly log: Logger;
  /** Name of this node, such as `ocpp-broker@127.0.0.1`. */
  readonly node: string;
  /** Called for what metrics count; it must not throw. */
  readonly onEvent?: (event: BrokerEvent) => void;
};

/** Properties of a message that the process publishes; only MQTT 5 subscribers see them. */
export type MessageProperties = {
  readonly payloadFormatIndicator?: boolean;
  /** Seconds. */
  readonly messageExpiryInterval?: number;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly contentType?: string;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>;
};

/** A message that the process publishes; the topic is complete and without wildcards. */
export type BrokerMessage = {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties?: MessageProperties;
};

/** Counted since the start, but for the first three, which are those of now. */
export type BrokerStats = Readonly<Totals> & {
  readonly connections: number;
  readonly clients: number;
  readonly subscriptions: number;
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
  listeners(): readonly ListenerStatus[];
  clients(): readonly BrokerClient[];
  client(clientId: string): BrokerClient | undefined;
  /** Disconnects a client; false when there is none of that id. Its session stays. */
  kick(clientId: string): boolean;
  /** Undefined when there is no such client. */
  subscriptions(clientId: string): readonly ClientSubscription[] | undefined;
  /** Applies at once to what comes in from now on. */
  reconfigure(options: BrokerOptions): void;
  stats(): BrokerStats;
  /** Stops listening and disconnects everybody, within a few seconds. */
  close(): Promise<void>;
}

/** Makes a broker that listens nowhere yet. */
export async function createBroker(parts: BrokerParts): Promise<Broker> {
  const broker = new AssembledBroker(parts);
  await broker.start();
  return broker;
}

class AssembledBroker implements Broker {
  readonly #aedes: AedesBroker;
  readonly #emission: Emission;
  readonly #connections: Connections;
  readonly #listeners: Listeners;
  readonly #log: Logger;
  readonly #totals: Totals = {
    receivedPackets: 0,
    receivedMessages: 0,
    sentPackets: 0,
    sentMessages: 0,
    droppedMessages: 0,
  };
  #options: BrokerOptions;
  #closing: Promise<void> | undefined;

  constructor(parts: BrokerParts) {
    this.#options = parts.options;
    this.#log = parts.log;
    const hooks = { admission: () => admission, policy: () => policy };
    this.#aedes = assembleAedes(parts.node, parts.options, parts, hooks);
    this.#emission = wrapEmitter(this.#aedes, (inner) => new Emission(inner));
    const context = this.#context(parts);
    const admission = new Admission(context);
    const policy = new TopicPolicy(context);
    this.#connections = new Connections(context, admission);
    this.#listeners = new Listeners(context, this.#connections);
    this.#watchErrors(context.report);
  }

  async start(): Promise<void> {
    await this.#aedes.listen();
    this.#emission.countFromNow();
  }

  publish(message: BrokerMessage, done: (error?: Error) => void): void {
    const { topic, qos, retain, properties } = message;
    const payload = typeof message.payload === 'string' ? Buffer.from(message.payload) : message.payload;
    const input: PublishInput =
      properties === undefined
        ? { cmd: 'publish', topic, payload, qos, retain }
        : { cmd: 'publish', topic, payload, qos, retain, properties };
    this.#aedes.publish(input, done as (error?: Error | null) => void);
  }

  subscribe(filter: string, deliver: (message: DeliveredMessage) => void): Promise<() => Promise<void>> {
    return subscribeInternally(this.#emission, filter, deliver, this.#log);
  }

  hasSubscribers(topic: string): boolean {
    return this.#emission.hasSubscribers(topic);
  }

  listen(options: BrokerListenerOptions): Promise<ListenerStatus> {
    return this.#listeners.listen(options);
  }

  unlisten(id: string): Promise<void> {
    return this.#listeners.unlisten(id);
  }

  listeners(): readonly ListenerStatus[] {
    return this.#listeners.status();
  }

  clients(): readonly BrokerClient[] {
    return [...this.#connections.connected.values()].map(viewOf);
  }

  client(clientId: string): BrokerClient | undefined {
    const connection = this.#connections.connected.get(clientId);
    return connection && viewOf(connection);
  }

  kick(clientId: string): boolean {
    const connection = this.#connections.connected.get(clientId);
    if (connection === undefined) return false;
    connection.disconnect(disconnectReason.administrativeAction);
    return true;
  }

  subscriptions(clientId: string): readonly ClientSubscription[] | undefined {
    const connection = this.#connections.connected.get(clientId);
    return connection && subscriptionsOf(connection);
  }

  reconfigure(options: BrokerOptions): void {
    this.#options = options;
    this.#aedes.maximumPacketSize = options.maxPacketBytes;
  }

  stats(): BrokerStats {
    return {
      connections: this.#connections.size,
      clients: this.#connections.connected.size,
      subscriptions: this.#emission.subscriptionsCount,
      ...this.#totals,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#listeners.close();
    await new Promise<void>((resolve) => this.#aedes.close(resolve));
  }

  #context(parts: BrokerParts): BrokerContext {
    const currentOptions = () => this.#options;
    return {
      get options() {
        return currentOptions();
      },
      aedes: this.#aedes,
      authenticator: parts.authenticator,
      topicGuard: parts.topicGuard,
      log: parts.log,
      totals: this.#totals,
      report: parts.onEvent ?? ignore,
      connectionOf: (client) => this.#connections.of(client),
    };
  }

  #watchErrors(report: (event: BrokerEvent) => void): void {
    // Without a listener, an error of the persistence would end the process by way of EventEmitter.
    this.#aedes.on('error', (error) => {
      this.#log.error({ err: error }, 'the broker failed to store or deliver');
      report({ kind: 'failed', error });
    });
    this.#aedes.on('clientError', (client, error) =>
      this.#log.debug({ clientId: client.id, reason: error.message }, 'client connection failed'),
    );
    this.#aedes.on('connectionError', (client, error) => this.#connections.failed(client, error));
  }
}

function ignore(): void {}
