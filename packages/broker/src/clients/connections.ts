import { encodeConnack } from '@ocpp-broker/mqtt';
import { type AedesClient, type AedesConnack, clientOf, detachFromSocket } from '../aedes/aedes-internals.ts';
import { AedesStream } from '../aedes/aedes-stream.ts';
import type { Carrier } from '../carrier.ts';
import { bytesBeforeConnectMax, type ConnectFailure, watchConnect } from '../connect-limits.ts';
import type { BrokerContext } from '../context.ts';
import type { ConnectionTaker } from '../listeners.ts';
import type { RefusalReason } from '../ports.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import { Intake, type PacketTaker } from './intake.ts';
import { OutputBatch } from './output.ts';
import { disconnectReason } from './refusals.ts';

/** How often it is looked whether a login has run out. */
const sweepIntervalMs = 1000;

/** All connections of the broker, and the clients among them. */
export class Connections implements ConnectionEvents, ConnectionTaker {
  readonly #context: BrokerContext;
  readonly #sessions: Sessions;
  readonly #taker: PacketTaker;
  readonly #all = new Set<Connection>();
  readonly #byClient = new WeakMap<AedesClient, Connection>();
  readonly #connected = new Map<string, Connection>();
  /** Connected clients whose login ends at a time. */
  readonly #limited = new Set<Connection>();
  readonly #intakes = new WeakMap<Connection, Intake>();
  readonly #watches = new WeakMap<Connection, () => void>();
  readonly #batch = new OutputBatch();
  readonly #timer: NodeJS.Timeout;
  #connectedMax = 0;
  #isFull = false;

  constructor(context: BrokerContext, sessions: Sessions, taker: PacketTaker) {
    this.#context = context;
    this.#sessions = sessions;
    this.#taker = taker;
    const { aedes } = context;
    aedes.on('connackSent', (connack, client) => this.#accepted(connack, this.of(client)));
    aedes.on('clientDisconnect', (client) => this.#disconnected(this.of(client)));
    aedes.on('keepaliveTimeout', (client) => this.#silent(this.of(client)));
    this.#timer = setInterval(() => this.#endExpired(), sweepIntervalMs);
    this.#timer.unref();
  }

  get size(): number {
    return this.#all.size;
  }

  all(): Iterable<Connection> {
    return this.#all;
  }

  /** The clients that have had their CONNACK, by client id. */
  get connected(): ReadonlyMap<string, Connection> {
    return this.#connected;
  }

  of(client: AedesClient | null): Connection | undefined {
    return client === null ? undefined : this.#byClient.get(client);
  }

  /** Bytes of all connections since the start. */
  bytes(): { readonly received: number; readonly sent: number } {
    let { pastReceivedBytes: received, pastSentBytes: sent } = this.#context.totals;
    for (const { carrier } of this.#all) {
      received += carrier.bytesReceived();
      sent += carrier.bytesSent();
    }
    return { received, sent };
  }

  /** The most clients that were connected at once. */
  get connectedMax(): number {
    return this.#connectedMax;
  }

  hasRoom(): boolean {
    return this.#all.size < this.#context.options.connectionsMax;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Puts a new connection under Aedes, with everything that stands around it. */
  accept(carrier: Carrier, listenerId: string): void {
    if (!this.hasRoom()) {
      this.#turnAway(carrier, listenerId);
      return;
    }
    this.#isFull = false;
    const { aedes, options, totals } = this.#context;
    const client = clientOf(aedes.handle(carrier.stream, carrier.request));
    const stream = new AedesStream(carrier.stream);
    detachFromSocket(client, carrier.stream, stream);
    const origin = { listenerId, acceptedAt: this.#context.now() };
    const connection = new Connection(carrier, { client, stream }, origin, this.#batch, totals, this);
    this.#all.add(connection);
    this.#byClient.set(client, connection);
    this.#intakes.set(connection, new Intake(connection, this.#context, this.#taker));
    const limits = { timeoutMs: options.connectTimeoutMs, bytesMax: bytesBeforeConnectMax };
    this.#watches.set(
      connection,
      watchConnect(carrier, limits, (reason) => this.#giveUp(connection, reason)),
    );
    carrier.stream.on('drain', () => {
      connection.drained();
      connection.session?.outlet?.drained();
    });
    carrier.onClosed(() => this.#released(connection));
  }

  /** Ends connections with a reason and waits until their sockets are gone, which takes no longer than they may linger. */
  async end(isMeant: (carrier: Carrier) => boolean, reasonCode: number): Promise<void> {
    const connections = [...this.#all].filter(({ carrier }) => isMeant(carrier));
    const gone = connections.map(({ carrier }) => new Promise<void>((resolve) => carrier.onClosed(resolve)));
    for (const connection of connections) {
      if (connection.connectedAt === undefined) connection.cut();
      else connection.disconnect(reasonCode);
    }
    await Promise.all(gone);
  }

  /** Aedes gave a connection up: its socket failed, or its keep alive has run out. */
  failed(client: AedesClient, error: Error): void {
    const connection = this.of(client);
    if (connection === undefined) return;
    const { clientId, carrier, listenerId } = connection;
    const { remoteAddress } = carrier;
    // An error of the system: the peer has gone, as health checks and scanners do.
    this.#context.log.debug(
      { clientId, remoteAddress, listener: listenerId, reason: error.message },
      'client connection failed',
    );
  }

  stalled(connection: Connection): void {
    const { clientId, carrier } = connection;
    this.#context.log.warn({ clientId, unsentBytes: carrier.unsentBytes() }, 'stalled client disconnected');
    this.#context.report({ kind: 'client-cut', clientId, reason: 'stalled' });
    connection.cut();
  }

  misbehaved({ clientId, carrier }: Connection, packet: string, problem: string): void {
    const { remoteAddress } = carrier;
    this.#context.log.warn({ clientId, remoteAddress, packet, problem }, 'malformed packet');
    this.#context.report({ kind: 'client-cut', clientId, reason: 'malformed-packet' });
  }

  failedToStore({ clientId }: Connection, error: Error): void {
    this.#context.log.error({ clientId, err: error }, 'the broker failed to store');
    this.#context.report({ kind: 'failed', error });
  }

  /** Aedes says CONNACK; the client gets ours in its place (see AedesStream), once it has its session. */
  #accepted({ reasonCode, returnCode }: AedesConnack, connection: Connection | undefined): void {
    if (connection === undefined || (reasonCode ?? returnCode) !== 0 || connection.isEnding) return;
    this.#watches.get(connection)?.();
    connection.aedesStream.unmute();
    connection.connectedAt = this.#context.now();
    const predecessor = this.#connected.get(connection.clientId);
    const { isPresent, previous } = this.#sessions.attach(connection);
    this.#sendConnack(connection, isPresent);
    // One that was closing when this one came is told of now, and no more when it has closed.
    if (predecessor !== undefined) this.#disconnected(predecessor);
    previous?.cut();
    this.#announce(connection);
    // Aedes takes packets only after this event.
    queueMicrotask(() => {
      this.#sessions.resume(connection);
      this.#intakes.get(connection)?.connected();
    });
  }

  #sendConnack(connection: Connection, sessionPresent: boolean): void {
    const { version, client, connect } = connection;
    if (version !== 5) {
      connection.send(encodeConnack({ version, sessionPresent, reasonCode: 0 }));
      return;
    }
    const { limits, maxPacketBytes } = this.#context.options;
    const asked = connect?.sessionExpirySeconds ?? 0;
    const granted = client.sessionExpiryInterval;
    const properties = {
      // Publishes of QoS 2 meet the other limit first, and a client must not be ended for what it was granted.
      receiveMaximum: Math.min(limits.receiveMaximum, limits.awaitingRelMax),
      maximumPacketBytes: maxPacketBytes,
      topicAliasMaximum: limits.topicAliasMaximum,
      sessionExpirySeconds: granted === asked ? undefined : granted,
      assignedClientId: connect?.clientId === '' ? connection.clientId : undefined,
      serverKeepaliveSeconds: client._serverKeepAlive,
    };
    connection.send(encodeConnack({ version, sessionPresent, reasonCode: 0, properties }));
  }

  #announce(connection: Connection): void {
    const { clientId, listenerId, identity, carrier, version } = connection;
    this.#connected.set(clientId, connection);
    this.#connectedMax = Math.max(this.#connectedMax, this.#connected.size);
    if (connection.expiresAt !== undefined) this.#limited.add(connection);
    const { remoteAddress } = carrier;
    this.#context.log.info(
      { clientId, username: identity?.username, remoteAddress, protocolVersion: version, listener: listenerId },
      'client connected',
    );
    this.#context.report({ kind: 'connected', clientId, listenerId });
  }

  #disconnected(connection: Connection | undefined): void {
    if (connection === undefined || this.#connected.get(connection.clientId) !== connection) return;
    const { client, clientId, listenerId } = connection;
    this.#connected.delete(clientId);
    this.#limited.delete(connection);
    this.#sessions.detach(connection);
    const reasonCode = connection.reasonCode ?? client.disconnectReasonCode ?? null;
    this.#context.log.info({ clientId, reasonCode }, 'client disconnected');
    this.#context.report({ kind: 'disconnected', clientId, listenerId, reasonCode });
  }

  #endExpired(): void {
    const now = this.#context.now();
    for (const connection of this.#limited) {
      if (connection.isEnding || (connection.expiresAt ?? now) > now) continue;
      const { clientId } = connection;
      this.#context.log.info({ clientId }, 'login has run out');
      this.#context.report({ kind: 'client-cut', clientId, reason: 'expired' });
      connection.disconnect(disconnectReason.maximumConnectTime, 'the login has run out');
    }
  }

  /** Aedes closes the connection after this event. */
  #silent(connection: Connection | undefined): void {
    if (connection === undefined) return;
    const { clientId, connect } = connection;
    this.#context.log.info({ clientId, keepaliveSeconds: connect?.keepaliveSeconds }, 'client has fallen silent');
    connection.disconnect(disconnectReason.keepAliveTimeout);
  }

  #released(connection: Connection): void {
    this.#watches.get(connection)?.();
    this.#intakes.get(connection)?.end();
    if (!this.#all.delete(connection)) return;
    this.#context.totals.pastReceivedBytes += connection.carrier.bytesReceived();
    this.#context.totals.pastSentBytes += connection.carrier.bytesSent();
    this.#disconnected(connection);
    connection.released();
  }

  #turnAway(carrier: Carrier, listenerId: string): void {
    carrier.terminate();
    const reason: RefusalReason = 'too-many-connections';
    this.#context.report({ kind: 'connection-refused', reason, listenerId });
    if (this.#isFull) return;
    this.#isFull = true;
    const { connectionsMax } = this.#context.options;
    this.#context.log.warn({ connectionsMax, listener: listenerId }, 'too many connections: new ones are closed');
  }

  #giveUp(connection: Connection, reason: ConnectFailure): void {
    const { carrier, listenerId } = connection;
    const { remoteAddress } = carrier;
    this.#context.log.warn({ remoteAddress, listener: listenerId, reason }, 'connection refused');
    this.#context.report({ kind: 'connection-refused', reason, listenerId });
    connection.cut();
  }
}
