// An MQTT client that sends what it is told, legal or not, and reads strictly what comes back.
import { PacketStream, type ReceivedPublish, type ServerPacket } from './server-packets.ts';
import { type Address, openTransport, type Transport } from './transport.ts';
import {
  acknowledge,
  type ConnectParts,
  connect,
  disconnect,
  type Line,
  type Properties,
  type PublishParts,
  pingreq,
  publish,
  subscribe,
  unsubscribe,
  type Version,
} from './wire.ts';

export type Teardown = { teardown(handler: () => unknown): unknown };
type Kind = ServerPacket['kind'];
type Of<K extends Kind> = Extract<ServerPacket, { kind: K }>;

/** Far longer than any answer takes, short enough that a test says what did not come. */
const waitMaxMs = 5_000;

let clients = 0;

/** The payloads as texts. */
export function texts(publishes: readonly ReceivedPublish[]): string[] {
  return publishes.map(({ payload }) => payload.toString());
}

export class RawClient {
  readonly version: Version;
  readonly transport: Transport;
  /** Everything that has come, in order. */
  readonly received: ServerPacket[] = [];
  /** False: publishes are not acknowledged by this class. */
  acknowledges = true;
  readonly #inbox: ServerPacket[] = [];
  readonly #waiting = new Set<() => void>();
  #problem: Error | undefined;
  #isClosed = false;
  #id = 0;

  constructor(transport: Transport, version: Version) {
    this.transport = transport;
    this.version = version;
    const stream = new PacketStream(version);
    transport.onBytes((bytes) => {
      try {
        for (const packet of stream.push(bytes)) this.#arrived(packet);
      } catch (error) {
        this.#problem ??= error as Error;
        transport.destroy();
      }
      this.#wake();
    });
    transport.closed.then(() => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Opens a connection and sends nothing. */
  static async open(t: Teardown, address: Address, version: Version): Promise<RawClient> {
    const transport = await openTransport(address);
    t.teardown(() => transport.destroy());
    return new RawClient(transport, version);
  }

  /** Opens a connection and is let in, or rejects. */
  static async connect(
    t: Teardown,
    address: Address,
    version: Version,
    parts: Partial<ConnectParts> = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(t, address, version);
    const { reasonCode } = await client.connect(parts);
    if (reasonCode !== 0) throw new Error(`CONNECT was answered with ${reasonCode}`);
    return client;
  }

  /** Sends CONNECT, as alice under a new client id unless told otherwise. */
  async connect(parts: Partial<ConnectParts> = {}): Promise<Of<'connack'>> {
    clients += 1;
    const { version } = this;
    this.send(connect({ version, clientId: `raw${clients}`, username: 'alice', password: 'secret', ...parts }));
    return this.next('connack');
  }

  send(...parts: readonly Buffer[]): void {
    this.transport.write(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  }

  /** A packet id that is not in use. */
  newId(): number {
    this.#id = this.#id >= 65_535 ? 1 : this.#id + 1;
    return this.#id;
  }

  /** Subscribes and resolves with the reason codes of SUBACK. */
  async subscribe(filters: string | readonly Line[], options = 0, properties?: Properties): Promise<number[]> {
    const lines = typeof filters === 'string' ? [{ filter: filters, options }] : filters;
    this.send(subscribe(this.version, this.newId(), lines, properties));
    return (await this.next('suback')).reasonCodes;
  }

  async unsubscribe(...filters: readonly string[]): Promise<number[]> {
    this.send(unsubscribe(this.version, this.newId(), filters));
    return (await this.next('unsuback')).reasonCodes;
  }

  /** Publishes, goes through the whole exchange of its QoS, and resolves with the reason code (0 for QoS 0). */
  async publish(parts: PublishParts): Promise<number> {
    const id = parts.id ?? this.newId();
    this.send(publish(this.version, { ...parts, id }));
    if (parts.qos === 1) return (await this.next('puback')).reasonCode;
    if (parts.qos !== 2) return 0;
    const { reasonCode } = await this.next('pubrec');
    if (reasonCode >= 0x80) return reasonCode;
    this.send(acknowledge('pubrel', id));
    await this.next('pubcomp');
    return reasonCode;
  }

  /** Takes the next publish. */
  receive(): Promise<ReceivedPublish> {
    return this.next('publish');
  }

  /** The publishes up to one with the payload `end`, which a test sends behind what it looks for. */
  async receiveUntilEnd(end = 'end'): Promise<ReceivedPublish[]> {
    const publishes: ReceivedPublish[] = [];
    for (;;) {
      const one = await this.receive();
      if (one.payload.toString() === end) return publishes;
      publishes.push(one);
    }
  }

  /** Takes the oldest packet of that kind that nobody took, and waits for one; rejects when the connection ends. */
  async next<K extends Kind>(kind: K): Promise<Of<K>> {
    const isMeant = (packet: ServerPacket): packet is Of<K> => packet.kind === kind;
    // Another that waits for the same kind may take it first.
    for (;;) {
      const at = this.#inbox.findIndex(isMeant);
      const [packet] = at < 0 ? [] : this.#inbox.splice(at, 1);
      if (packet !== undefined) return packet as Of<K>;
      if (this.#isClosed) throw this.#problem ?? new Error(`closed before a ${kind}; ${this.#lately()}`);
      await this.#until(() => this.#isClosed || this.#inbox.some(isMeant), `a ${kind}`);
    }
  }

  /** Everything sent before was read by the broker. */
  async ping(): Promise<void> {
    this.send(pingreq);
    await this.next('pingresp');
  }

  /** Waits for the end of the connection; the kinds of the packets that nobody took. */
  async closed(): Promise<Kind[]> {
    await this.#until(() => this.#isClosed, 'the end of the connection');
    if (this.#problem !== undefined) throw this.#problem;
    return this.#inbox.map(({ kind }) => kind);
  }

  /** The reason code of the DISCONNECT with which the broker ends the connection. */
  async disconnected(): Promise<number> {
    const { reasonCode } = await this.next('disconnect');
    await this.closed();
    return reasonCode;
  }

  /** Leaves as the standard has it. */
  async leave(reasonCode?: number, properties?: Properties): Promise<void> {
    this.send(disconnect(reasonCode, properties));
    this.transport.end();
    await this.closed();
  }

  /** Is gone without a word, as a client whose process was killed. */
  async vanish(): Promise<void> {
    this.transport.destroy();
    await this.closed();
  }

  #arrived(packet: ServerPacket): void {
    this.received.push(packet);
    this.#inbox.push(packet);
    if (!this.acknowledges) return;
    if (packet.kind === 'publish' && packet.qos === 1) this.send(acknowledge('puback', packet.id));
    if (packet.kind === 'publish' && packet.qos === 2) this.send(acknowledge('pubrec', packet.id));
    if (packet.kind === 'pubrel') this.send(acknowledge('pubcomp', packet.id));
  }

  #wake(): void {
    for (const check of [...this.#waiting]) check();
  }

  #lately(): string {
    const last = this.received.slice(-8).map(({ kind }) => kind);
    return `there came ${this.received.length}, at last: ${last.join(', ') || 'nothing'}`;
  }

  #until(isSo: () => boolean, what: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => {
      if (isSo()) resolve();
    };
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}; ${this.#lately()}`)), waitMaxMs);
    this.#waiting.add(check);
    check();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(check);
    });
  }
}
