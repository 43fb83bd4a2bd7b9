import type { Admission } from './admission.ts';
import { type AedesClient, clientOf } from './aedes-internals.ts';
import type { Carrier } from './carrier.ts';
import { bytesBeforeConnectMax, type ConnectFailure, watchConnect } from './connect-limits.ts';
import { Connection } from './connection.ts';
import type { BrokerContext } from './context.ts';
import { Delivery } from './delivery.ts';
import { readOneBatchAtATime } from './inflow.ts';
import { OutputBatch } from './output.ts';
import { guardPackets } from './packet-guard.ts';
import { PublishEncoder } from './publish-encoder.ts';

/** All connections of the broker, and the clients among them. */
export class Connections {
  readonly #context: BrokerContext;
  readonly #admission: Admission;
  readonly #all = new Set<Connection>();
  readonly #byClient = new WeakMap<AedesClient, Connection>();
  readonly #connected = new Map<string, Connection>();
  readonly #watches = new WeakMap<Connection, () => void>();
  readonly #batch = new OutputBatch();
  readonly #encoder = new PublishEncoder();
  #isFull = false;

  constructor(context: BrokerContext, admission: Admission) {
    this.#context = context;
    this.#admission = admission;
    const { aedes } = context;
    aedes.on('client', (client) => this.#connectedTo(client));
    aedes.on('clientDisconnect', (client) => this.#disconnectedFrom(this.of(client)));
    aedes.on('subscribe', (_list, client) => this.of(client)?.subscribedQos.changeEnds());
    aedes.on('unsubscribe', (_list, client) => this.#unsubscribed(client));
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

  hasRoom(): boolean {
    return this.#all.size < this.#context.options.connectionsMax;
  }

  /** Puts a new connection under Aedes, with everything that stands around it. */
  accept(carrier: Carrier, listenerId: string): void {
    if (!this.hasRoom()) {
      this.#turnAway(carrier, listenerId);
      return;
    }
    this.#isFull = false;
    const { aedes, options } = this.#context;
    const client = clientOf(aedes.handle(carrier.stream, carrier.request));
    // Aedes would find "constructor" among the subscriptions of a client that has none, and end the process.
    client.subscriptions = Object.create(null);
    const origin = { listenerId, acceptedAt: Date.now() };
    const connection = new Connection(carrier, client, origin, this.#batch, (stalled) => this.#cutStalled(stalled));
    this.#all.add(connection);
    this.#byClient.set(client, connection);
    readOneBatchAtATime(client);
    guardPackets(connection, this.#context);
    new Delivery(connection, this.#context, this.#encoder);
    const limits = {
      timeoutMs: options.connectTimeoutMs,
      bytesMax: Math.min(bytesBeforeConnectMax, options.maxPacketBytes),
    };
    this.#watches.set(
      connection,
      watchConnect(carrier, limits, (reason) => this.#giveUp(connection, reason)),
    );
    carrier.stream.on('drain', () => connection.congestion.drained());
    carrier.onClosed(() => this.#released(connection));
  }

  /** Ends connections with a reason and waits until their sockets are gone, which takes no longer than they may linger. */
  async end(connections: readonly Connection[], reasonCode: number): Promise<void> {
    const gone = connections.map(({ carrier }) => new Promise<void>((resolve) => carrier.onClosed(resolve)));
    for (const connection of connections) {
      if (connection.connectedAt === undefined) cut(connection);
      else connection.disconnect(reasonCode);
    }
    await Promise.all(gone);
  }

  /** Aedes gave a connection up before CONNECT was read. */
  failed(client: AedesClient, error: Error): void {
    const connection = this.of(client);
    if (connection === undefined) return;
    const { carrier, listenerId } = connection;
    const { remoteAddress } = carrier;
    // An error of the system: the peer has gone, as health checks and scanners do.
    if ('code' in error) {
      this.#context.log.debug({ remoteAddress, listener: listenerId, err: error }, 'connection lost before CONNECT');
      return;
    }
    this.#context.log.warn({ remoteAddress, listener: listenerId, problem: error.message }, 'connection refused');
    this.#context.report({ kind: 'connection-refused', reason: 'protocol-error', listenerId });
  }

  #connectedTo(client: AedesClient): void {
    const connection = this.of(client);
    if (connection === undefined) return;
    this.#watches.get(connection)?.();
    connection.connectedAt = Date.now();
    const { clientId, listenerId, identity, carrier, protocolVersion } = connection;
    // One that was closing when this one came is told of now, and no more when it has closed.
    const predecessor = this.#connected.get(clientId);
    if (predecessor !== undefined) {
      this.#disconnectedFrom(predecessor);
      cut(predecessor);
    }
    this.#connected.set(clientId, connection);
    const { remoteAddress } = carrier;
    this.#context.log.info(
      { clientId, username: identity?.username, remoteAddress, protocolVersion, listener: listenerId },
      'client connected',
    );
    this.#context.report({ kind: 'connected', clientId, listenerId });
  }

  #disconnectedFrom(connection: Connection | undefined): void {
    if (connection === undefined || this.#connected.get(connection.clientId) !== connection) return;
    const { client, clientId, listenerId } = connection;
    this.#connected.delete(clientId);
    if (client.clean) this.#forgetUnfinished(connection);
    const reasonCode = connection.reasonCode ?? client.disconnectReasonCode ?? null;
    this.#context.log.info({ clientId, reasonCode }, 'client disconnected');
    this.#context.report({ kind: 'disconnected', clientId, listenerId, reasonCode });
  }

  /** Aedes keeps the unreleased QoS 2 ids of a client whose session has ended, for ever. */
  #forgetUnfinished(connection: Connection): void {
    const { persistence } = this.#context.aedes;
    const client = { id: connection.clientId };
    for (const messageId of connection.inboundQos2.ids()) {
      persistence.incomingDelPacket(client, { messageId }).catch(() => undefined);
    }
  }

  #unsubscribed(client: AedesClient): void {
    const connection = this.of(client);
    if (connection === undefined) return;
    connection.subscribedQos.changeEnds();
    connection.subscriptionsCount = Object.keys(client.subscriptions).length;
  }

  #released(connection: Connection): void {
    this.#watches.get(connection)?.();
    this.#all.delete(connection);
    this.#disconnectedFrom(connection);
    this.#admission.released(connection);
    connection.released();
  }

  #turnAway(carrier: Carrier, listenerId: string): void {
    carrier.terminate();
    this.#context.report({ kind: 'connection-refused', reason: 'too-many-connections', listenerId });
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
    cut(connection);
  }

  #cutStalled(connection: Connection): void {
    const { clientId, carrier } = connection;
    this.#context.log.warn({ clientId, unsentBytes: carrier.unsentBytes() }, 'stalled client disconnected');
    this.#context.report({ kind: 'client-cut', clientId, reason: 'stalled' });
    cut(connection);
  }
}

function cut({ client, carrier }: Connection): void {
  client.close();
  carrier.terminate();
}
