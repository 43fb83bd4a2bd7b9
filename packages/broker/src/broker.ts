import { PublishEncoder, SubscriptionTree, type Will } from '@ocpp-broker/mqtt';
import { systemClock, type TlsServerOptions } from '@ocpp-broker/net';
import type { AedesBroker, AedesClient } from './aedes/aedes-internals.ts';
import { assembleAedes } from './aedes/assemble-aedes.ts';
import { SessionShell } from './aedes/session-shell.ts';
import type { Broker, BrokerParts, BrokerStats } from './broker-face.ts';
import { Admission } from './clients/admission.ts';
import { type BrokerClient, type ClientSubscription, subscriptionsOf, viewOf } from './clients/clients-view.ts';
import { Connections } from './clients/connections.ts';
import { PacketDispatch } from './clients/packet-dispatch.ts';
import { disconnectReason } from './clients/refusals.ts';
import type { BrokerContext, Totals } from './context.ts';
import type { BrokerListenerOptions, ListenerStatus } from './listener-options.ts';
import { Listeners } from './listeners.ts';
import { type BrokerMessage, messageOf } from './messages/broker-message.ts';
import { Inbound } from './messages/inbound.ts';
import { type DeliveredMessage, subscribeInternally } from './messages/internal-subscriptions.ts';
import { Publishing, type Subscriber } from './messages/publishing.ts';
import { RetainedMessages } from './messages/retained-messages.ts';
import { SteadyStore } from './messages/steady-store.ts';
import { type SystemFact, systemFacts } from './messages/system-facts.ts';
import { SystemTopics } from './messages/system-topics.ts';
import { Wills } from './messages/wills.ts';
import type { BrokerOptions } from './options.ts';
import { Sessions } from './sessions/sessions.ts';
import { Subscribing } from './sessions/subscribing.ts';

/** Makes a broker that listens nowhere yet. */
export async function createBroker(parts: BrokerParts): Promise<Broker> {
  const broker = new AssembledBroker(parts);
  try {
    await broker.start();
  } catch (error) {
    await broker.close();
    throw error;
  }
  return broker;
}

class AssembledBroker implements Broker {
  readonly #aedes: AedesBroker;
  readonly #context: BrokerContext;
  readonly #tree = new SubscriptionTree<Subscriber>();
  readonly #publishing: Publishing;
  readonly #sessions: Sessions;
  readonly #wills: Wills;
  readonly #connections: Connections;
  readonly #listeners: Listeners;
  readonly #systemTopics: SystemTopics;
  readonly #totals: Totals = {
    receivedPackets: 0,
    receivedMessages: 0,
    sentPackets: 0,
    sentMessages: 0,
    droppedMessages: 0,
    pastReceivedBytes: 0,
    pastSentBytes: 0,
  };
  #options: BrokerOptions;
  #closing: Promise<void> | undefined;

  constructor(parts: BrokerParts) {
    this.#options = parts.options;
    this.#aedes = assembleAedes({
      node: parts.node,
      persistence: new SessionShell(() => this.#wills),
      admission: () => admission,
      sendWill: (client, will, delaySeconds) => this.#sendWill(client, will, delaySeconds),
    });
    const context = this.#contextOf(parts);
    this.#context = context;
    this.#publishing = new Publishing(context, this.#tree);
    this.#wills = new Wills(context, (message, done) => this.#publishing.publish(message, ({ error }) => done(error)));
    this.#sessions = new Sessions(context, {
      tree: this.#tree,
      publishing: this.#publishing,
      wills: this.#wills,
      encoder: new PublishEncoder(),
    });
    const admission = new Admission(context, () => this.#sessions);
    const inbound = new Inbound(context, this.#tree, this.#publishing);
    const startedAt = context.now();
    this.#systemTopics = new SystemTopics(context, {
      facts: () => this.#systemFacts(parts, startedAt),
      publish: (message) => this.#publishing.publish(message, () => {}),
    });
    const retained = new RetainedMessages(context, this.#systemTopics);
    const subscribing = new Subscribing(context, this.#tree, this.#sessions, retained);
    const dispatch = new PacketDispatch(context, { inbound, subscribing, wills: this.#wills });
    this.#connections = new Connections(context, this.#sessions, dispatch);
    this.#listeners = new Listeners({
      limits: () => this.#options,
      connections: this.#connections,
      log: parts.log,
      report: context.report,
      clock: { ...systemClock, now: context.now },
    });
    this.#watchErrors();
  }

  async start(): Promise<void> {
    await this.#aedes.listen();
    this.#sessions.start();
    this.#wills.start((clientId) => this.#sessions.get(clientId)?.expirySeconds ?? 0);
    this.reconfigure(this.#options);
  }

  publish(message: BrokerMessage, done: (error?: Error) => void): void {
    this.#publishing.publish(messageOf(message, this.#context.now()), ({ error }) => done(error));
  }

  async subscribe(filter: string, deliver: (message: DeliveredMessage) => void): Promise<() => Promise<void>> {
    const unsubscribe = subscribeInternally(this.#tree, filter, deliver, this.#context);
    return async () => unsubscribe();
  }

  hasSubscribers(topic: string): boolean {
    const { recipients, groups } = this.#tree.match(topic);
    const isConnected = ({ subscriber }: { readonly subscriber: Subscriber }) =>
      subscriber.kind === 'session' && subscriber.outlet !== undefined;
    return recipients.some(isConnected) || groups.some(({ members }) => members.some(isConnected));
  }

  listen(options: BrokerListenerOptions): Promise<ListenerStatus> {
    return this.#listeners.listen(options);
  }

  changeListener(id: string, options: Omit<BrokerListenerOptions, 'id'>): Promise<ListenerStatus> {
    return this.#listeners.change(id, options);
  }

  replaceTls(id: string, tls: TlsServerOptions): void {
    this.#listeners.replaceTls(id, tls);
  }

  unlisten(id: string): Promise<void> {
    return this.#listeners.unlisten(id);
  }

  listeners(): readonly ListenerStatus[] {
    return this.#listeners.status();
  }

  clients(): readonly BrokerClient[] {
    return [...this.#connections.connected.keys()].flatMap((clientId) => this.client(clientId) ?? []);
  }

  client(clientId: string): BrokerClient | undefined {
    const connection = this.#connections.connected.get(clientId);
    if (connection === undefined) return undefined;
    const queued = connection.session?.isStored === true ? this.#context.store.queued(clientId).messages : 0;
    return viewOf(connection, this.#options.limits, queued);
  }

  kick(clientId: string): boolean {
    const connection = this.#connections.connected.get(clientId);
    if (connection === undefined) return false;
    connection.disconnect(disconnectReason.administrativeAction);
    return true;
  }

  endSession(clientId: string): boolean {
    const connection = this.#connections.connected.get(clientId);
    connection?.disconnect(disconnectReason.administrativeAction);
    if (connection !== undefined) this.#sessions.detach(connection);
    return this.#sessions.discard(clientId) || connection !== undefined;
  }

  subscriptions(clientId: string): readonly ClientSubscription[] | undefined {
    const session = this.#sessions.get(clientId);
    return session && subscriptionsOf(session);
  }

  reconfigure(options: BrokerOptions): void {
    this.#options = options;
    this.#aedes.sessionExpiryIntervalLimit = options.limits.sessionExpiryMaxSeconds;
    this.#systemTopics.follow();
  }

  stats(): BrokerStats {
    const { received, sent } = this.#connections.bytes();
    const { pastReceivedBytes: _received, pastSentBytes: _sent, ...totals } = this.#totals;
    return {
      receivedBytes: received,
      sentBytes: sent,
      connections: this.#connections.size,
      clients: this.#connections.connected.size,
      subscriptions: this.#tree.size,
      sharedSubscriptions: this.#tree.sharedSize,
      topics: this.#tree.footprint.filters,
      subscribers: this.#sessions.subscriberCount,
      sessions: this.#sessions.storedCount,
      sessionsAway: this.#sessions.awayCount,
      store: this.#context.store.stats(),
      ...totals,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#systemTopics.stop();
    await this.#listeners.close();
    this.#connections.stop();
    await new Promise<void>((resolve) => this.#aedes.close(resolve));
    // The clients that have just been disconnected have left wills.
    this.#wills.stop();
    this.#sessions.stop();
  }

  #sendWill(client: AedesClient, will: Will, delaySeconds: number): void {
    const connection = this.#connections.of(client);
    if (connection === undefined) return;
    this.#wills.lost(connection, this.#sessions.get(connection.clientId), will, delaySeconds);
  }

  #systemFacts({ node, version }: BrokerParts, startedAt: number): readonly SystemFact[] {
    const now = this.#context.now();
    const { connectedMax: clientsMax } = this.#connections;
    const uptimeMs = now - startedAt;
    return systemFacts({ node, version, uptimeMs, now, stats: this.stats(), clientsMax });
  }

  #contextOf(parts: BrokerParts): BrokerContext {
    const currentOptions = () => this.#options;
    const report = parts.onEvent ?? (() => {});
    const store = new SteadyStore(parts.store, (error) => {
      parts.log.error({ err: error }, 'the store has failed');
      report({ kind: 'failed', error });
    });
    return {
      get options() {
        return currentOptions();
      },
      aedes: this.#aedes,
      store,
      authenticator: parts.authenticator,
      topicGuard: parts.topicGuard,
      log: parts.log,
      totals: this.#totals,
      now: parts.now ?? Date.now,
      report,
      connectionOf: (client) => this.#connections.of(client),
    };
  }

  #watchErrors(): void {
    const { log, report } = this.#context;
    // Without a listener, an error of Aedes would end the process by way of EventEmitter.
    this.#aedes.on('error', (error) => {
      log.error({ err: error }, 'the broker failed to store or deliver');
      report({ kind: 'failed', error });
    });
    this.#aedes.on('clientError', (client, error) => this.#connections.failed(client, error));
    this.#aedes.on('connectionError', (client, error) => this.#connections.failed(client, error));
  }
}
