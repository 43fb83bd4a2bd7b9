// The gateway: listeners in front, connections by identity, one dispatch for what comes from MQTT.

import type { CallOutcome, CallRequest } from './call-outcome.ts';
import type { CallState } from './call-records.ts';
import { Calls } from './calls.ts';
import { type ChargePointClient, clientOf } from './client.ts';
import { Connection } from './connection.ts';
import type { ConnectionOptions, Peer } from './connection-parts.ts';
import { Downstream } from './downstream.ts';
import { watchRefused } from './downstream-watch.ts';
import { figuresOf, type GatewayFigures } from './figures.ts';
import { FrameLog } from './frame-log.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { OcppListener } from './listener.ts';
import type { Admission, ListenerStatus } from './listener-parts.ts';
import { OcppListeners } from './listeners.ts';
import { whenExpired } from './login-expiry.ts';
import type { GatewayOptions, ListenerOptions, TlsOptions } from './options.ts';
import { sessionOptionsOf } from './overrides.ts';
import { OwnParts, type SharedParts } from './own-parts.ts';
import { PresenceAnnouncer } from './presence.ts';
import { RecentAnswers } from './recent-answers.ts';
import { highest } from './security-profile.ts';
import { LocalSessionRegistry, type SessionRegistry } from './session-registry.ts';
import { Topics } from './topics.ts';
import { Validators } from './validators.ts';
import { versionRemembered } from './version-remembered.ts';

/** An OCPP-J endpoint whose other side is a bus. */
export class Gateway {
  /** The frames of its charge points. */
  readonly frames: FrameLog;
  readonly #parts: GatewayParts;
  readonly #registry: SessionRegistry<Connection>;
  readonly #listeners: OcppListeners;
  readonly #downstream: Downstream;
  readonly #calls: Calls;
  readonly #presence: PresenceAnnouncer;
  readonly #answers = new RecentAnswers();
  /** What all connections are made of. */
  readonly #shared: SharedParts;
  #changedAt: number;
  #options: GatewayOptions;
  #topics: Topics;
  #validators: Validators;

  /** Throws a TypeError when a schema is no JSON Schema. */
  constructor(parts: GatewayParts) {
    const { options, bus, clock, log, waitingCalls, observer } = parts;
    this.#parts = parts;
    this.#registry = parts.registry ?? new LocalSessionRegistry<Connection>();
    this.#options = options;
    this.#topics = new Topics(options.topics);
    this.#validators = new Validators(options.schemas);
    this.#changedAt = clock.now();
    this.#listeners = new OcppListeners({
      create: (listenerOptions) => this.#createListener(listenerOptions),
      end: (isMeant, reason) => this.#end(isMeant, reason),
    });
    this.frames = new FrameLog(options.frames);
    this.#presence = new PresenceAnnouncer({ bus, log, node: parts.node, topics: () => this.#topics });
    this.#calls = new Calls({
      clock,
      options: options.calls,
      send: (identity, call, origin) => this.#downstream.send(identity, call, origin),
    });
    this.#downstream = new Downstream({
      ...{ bus, clock, log, waitingCalls, registry: this.#registry },
      options: this.#downstreamOptions(),
      versionOf: (identity) => versionRemembered(parts.registrations, identity),
      onSettled: (caller, settled) => this.#calls.settle(caller, settled),
      onRefused: observer && watchRefused(observer, clock, (version) => this.#validators.of(version)),
    });
    this.#shared = {
      ...{ bus, clock, log, observer, frames: this.frames },
      onRemember: (part, identity) => parts.registrations.put(identity, part),
      onReport: (report, identity) => parts.onReport?.(report, identity),
      onSettled: (caller, settled) => this.#calls.settle(caller, settled),
      onEnding: (ending) => this.#downstream.keep(ending),
      onClosed: (closed, code, reason) => this.#closed(closed, code, reason),
    };
  }

  /** Subscribes downstream and corrects the presence of charge points that a crash left connected. */
  async start(): Promise<void> {
    const { registrations, clock } = this.#parts;
    for (const identity of registrations.connectedIdentities()) {
      registrations.put(identity, { connected: false });
      const version = versionRemembered(registrations, identity);
      this.#presence.tell({ identity, version, username: null }, clock.now(), 'the broker was restarted');
    }
    await this.#downstream.start();
  }

  /** Opens a port; rejects with the system's error when it cannot, and with a TypeError when there is a listener of that id. */
  listen(options: ListenerOptions): Promise<ListenerStatus> {
    return this.#listeners.listen(options);
  }

  /** Closes a port and its charge points (1001); nothing happens when there is none of that id. */
  unlisten(listenerId: string): Promise<void> {
    return this.#listeners.unlisten(listenerId);
  }

  /**
   * Makes a listener what the options say. Its charge points stay, unless the type, the address, the PROXY protocol or the rules for
   * client certificates change; when it cannot be, it goes on as before with all of them, and the error says why.
   */
  change(listenerId: string, options: Omit<ListenerOptions, 'id'>): Promise<ListenerStatus> {
    return this.#listeners.change(listenerId, options);
  }

  /** Takes other certificates for the connections that come from now on; throws, and changes nothing, when they are no good. */
  replaceCertificates(listenerId: string, tls: TlsOptions): void {
    this.#listeners.get(listenerId)?.replaceTls(tls);
  }

  listeners(): readonly ListenerStatus[] {
    return this.#listeners.status();
  }

  get enabled(): boolean {
    return this.#options.enabled;
  }

  /** When it was last switched on or off, in milliseconds since the epoch. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** The connected charge points. */
  clients(): readonly ChargePointClient[] {
    return [...this.#registry.list()].filter(({ isOpen }) => isOpen).map(clientOf);
  }

  client(identity: string): ChargePointClient | undefined {
    const connection = this.#connectionOf(identity);
    return connection === undefined ? undefined : clientOf(connection);
  }

  isConnected(identity: string): boolean {
    return this.#connectionOf(identity) !== undefined;
  }

  /**
   * Sends a CALL and resolves with what became of it; an `async` one resolves as soon as it is on its way. The outcome is its caller's:
   * it is not published. Rejects with the signal's reason when the caller gives up; the CALL, which may be out, is left to its fate.
   */
  call(request: CallRequest, signal?: AbortSignal): Promise<CallOutcome> {
    return this.#calls.call(request, signal);
  }

  /** What became of an `async` CALL of the last minutes; undefined: it is not known. */
  callOutcome(identity: string, uniqueId: string): CallState | undefined {
    return this.#calls.find(identity, uniqueId);
  }

  /** How much is going on at the moment: this asks every connection. */
  figures(): GatewayFigures {
    return figuresOf(this.#registry.list(), {
      callsOffline: this.#downstream.waitingInAll,
      callersWaiting: this.#calls.pending,
      frameLog: this.frames.figures(),
    });
  }

  /** Closes a charge point's connection by the operator's will; false when there is none. */
  kick(identity: string): boolean {
    const connection = this.#connectionOf(identity);
    connection?.close(1008, 'kicked by the operator');
    return connection !== undefined;
  }

  /** Whether only the gateway may publish to a topic: nobody else may pose as a charge point. */
  ownsTopic(topic: string): boolean {
    return this.#topics.owns(topic);
  }

  /** The identity that a downstream topic is for; undefined for any other topic. */
  identityOfDownstream(topic: string): string | undefined {
    return this.#topics.identityOf(topic);
  }

  /** Puts options in force, also for connections that stand; throws a TypeError, and changes nothing, when a schema is no JSON Schema. */
  async reconfigure(options: GatewayOptions): Promise<void> {
    const validators = this.#validators.for(options.schemas);
    const presenceMoved =
      options.topics.presence !== this.#options.topics.presence ||
      options.topics.mountpoint !== this.#options.topics.mountpoint;
    if (presenceMoved) for (const { topics } of this.#registry.list()) this.#presence.clear(topics);
    if (options.enabled !== this.#options.enabled) this.#changedAt = this.#parts.clock.now();
    this.#options = options;
    this.#validators = validators;
    this.#topics = new Topics(options.topics);
    this.frames.reconfigure(options.frames);
    this.#calls.reconfigure(options.calls);
    for (const connection of this.#registry.list()) {
      connection.reconfigure(this.#connectionOptions(connection.peer));
      if (presenceMoved) this.#presence.tell(connection.peer, connection.connectedAt, null);
    }
    await this.#downstream.reconfigure(this.#downstreamOptions());
    if (!options.enabled)
      for (const connection of this.#registry.list()) connection.close(1001, 'the gateway is switched off');
  }

  /** Stops listening, closes every charge point with 1001, and lets go of the bus. Takes at most a few seconds. */
  async close(): Promise<void> {
    await this.#listeners.close();
    await this.#downstream.stop();
  }

  /** The connection of an identity, unless it is being closed. */
  #connectionOf(identity: string): Connection | undefined {
    const connection = this.#registry.get(identity);
    return connection?.isOpen ? connection : undefined;
  }

  #createListener(options: ListenerOptions): OcppListener {
    const { credentials, clock, log, registrations, observer } = this.#parts;
    return new OcppListener({
      options,
      credentials,
      clock,
      log: log.child({ listener: options.id }),
      isEnabled: () => this.#options.enabled,
      access: () => this.#options.access,
      frameBytesMax: () => this.#options.frameBytesMax,
      assumedVersion: (identity) => this.#options.chargePoints.get(identity)?.assumedVersion ?? '1.6',
      isTakeOver: (identity) => this.#registry.get(identity)?.peer.listenerId === options.id,
      load: async (identity) => registrations.get(identity),
      admit: (admission) => this.#admit(admission),
      onHandshake: observer === undefined ? undefined : (...outcome) => observer.handshake(...outcome),
    });
  }

  /** Closes connections that came by listeners which close, and resolves when they are closed. */
  async #end(isMeant: (listenerId: string) => boolean, reason: string): Promise<void> {
    const connections = [...this.#registry.list()].filter(({ peer }) => isMeant(peer.listenerId));
    for (const connection of connections) connection.close(1001, reason);
    // A WebSocket is closed a little later than its socket, and then presence is still to be told.
    await Promise.all(connections.map(({ closed }) => closed));
  }

  #admit({ handshake, stored, listenerId, remoteAddress, remotePort, ...under }: Admission): void {
    const { clock, registrations } = this.#parts;
    const { identity, username, version, expiresAt } = handshake;
    const peer: Peer = { identity, username, version, listenerId, remoteAddress, remotePort };
    const options = this.#connectionOptions(peer);
    const answered = this.#answers.of(identity);
    const parts = new OwnParts({ ...under, peer, options, stored, answered }, this.#shared);
    const connection = new Connection(parts);
    parts.forget();
    if (expiresAt !== undefined) {
      const forgetExpiry = whenExpired(clock, expiresAt, () => connection.close(1008, 'the login has run out'));
      void connection.closed.then(forgetExpiry);
    }
    const previous = this.#registry.claim(identity, connection);
    previous?.close(1008, 'a newer connection of this charge point took over', 'superseded');
    // Read anew where that needs no wait: another connection may have stored a higher one since `stored` was loaded.
    const known = registrations.get(identity);
    const before = known instanceof Promise ? stored : known;
    const securityProfile = highest(before?.securityProfile ?? null, handshake.securityProfile);
    registrations.put(identity, { version, connected: true, lastSeenAt: connection.connectedAt, securityProfile });
    parts.log.info({ version, listenerId, remoteAddress, username }, 'charge point connected');
    this.#presence.tell(peer, connection.connectedAt, null);
    this.#parts.observer?.connected(peer, connection.connectedAt);
    this.#downstream.deliverWaiting(connection);
  }

  #closed(connection: Connection, code: number, reason: string): void {
    const { identity } = connection.peer;
    const { clock, log, registrations, observer } = this.#parts;
    const isCurrent = this.#registry.release(identity, connection);
    log.info({ identity, code, reason: reason.slice(0, 120), isCurrent }, 'charge point disconnected');
    const now = clock.now();
    const end = { code, reason, durationMs: now - connection.connectedAt, isReplaced: !isCurrent };
    observer?.disconnected(connection.peer, end, now);
    if (isCurrent) {
      registrations.put(identity, { connected: false, lastSeenAt: connection.lastSignAt });
      this.#presence.tell(connection.peer, now, reason === '' ? `closed with ${code}` : reason);
    }
  }

  #connectionOptions(peer: Peer): ConnectionOptions {
    const { identity, version } = peer;
    const { session, pingIntervalMs, chargePoints } = this.#options;
    const overrides = chargePoints.get(identity);
    return {
      session: sessionOptionsOf(session, overrides),
      validator: this.#validators.of(version),
      topics: this.#topics.of(peer),
      pingIntervalMs: overrides?.pingIntervalMs ?? pingIntervalMs,
    };
  }

  #downstreamOptions() {
    const { offline, session } = this.#options;
    return { topics: this.#topics, offline, callQueueMax: session.callQueueMax };
  }
}
