// A client whose session outlives its connections, kept to the letter of §4.3 and §4.4: what a broker does wrong with
// QoS 1 and 2 shows as a message that is missing, or there twice. mqtt.js keeps its state otherwise, so it cannot judge.
import { PacketStream, type ReceivedPublish, type ServerPacket } from './server-packets.ts';
import { type Address, openTransport, type Transport } from './transport.ts';
import {
  acknowledge,
  type ConnectParts,
  connect,
  disconnect,
  type Line,
  type PublishParts,
  publish,
  subscribe,
} from './wire.ts';

export type SessionClientOptions = Omit<ConnectParts, 'clean' | 'clientId'> & {
  readonly clientId: string;
  readonly clean?: boolean;
  /** A message, once: copies of QoS 2 that came before their PUBREL are left out. */
  readonly onMessage?: (message: ReceivedPublish) => void;
};

type Outgoing = { readonly parts: PublishParts; isReleased: boolean; readonly done: () => void };

/** How long a broker may take to answer CONNECT; a killed one never does. */
const connackMaxMs = 10_000;

export class SessionClient {
  readonly #options: SessionClientOptions;
  /** Publishes that are not finished, in the order in which they were sent. */
  readonly #outgoing = new Map<number, Outgoing>();
  /** Packet ids of QoS 2 that were received and not released. */
  readonly #received = new Set<number>();
  readonly #subscribing: (() => void)[] = [];
  #transport: Transport | undefined;
  #id = 0;

  constructor(options: SessionClientOptions) {
    this.#options = options;
  }

  get clientId(): string {
    return this.#options.clientId;
  }

  get isConnected(): boolean {
    return this.#transport !== undefined;
  }

  /** Publishes that are not finished. */
  get unfinished(): number {
    return this.#outgoing.size;
  }

  /** Connects, sends again what is not finished, and resolves with Session Present; rejects when it is not let in. */
  async connect(address: Address): Promise<boolean> {
    const transport = await openTransport(address);
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => reject(new Error('no CONNACK')), connackMaxMs);
    const stream = new PacketStream(this.#options.version);
    transport.onBytes((bytes) => {
      for (const packet of stream.push(bytes)) {
        if (packet.kind !== 'connack') this.#arrived(packet);
        else if (packet.reasonCode !== 0) reject(new Error(`CONNACK ${packet.reasonCode}`));
        else {
          this.#begin(transport, packet.sessionPresent);
          resolve(packet.sessionPresent);
        }
      }
    });
    transport.closed.then(() => {
      if (this.#transport === transport) this.#transport = undefined;
      reject(new Error('closed before CONNACK'));
    });
    transport.write(connect({ username: 'alice', password: 'secret', clean: false, ...this.#options }));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async subscribe(lines: readonly Line[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#subscribing.push(resolve);
    this.#transport?.write(subscribe(this.#options.version, this.#nextId(), lines));
    await promise;
  }

  /** Publishes over this connection and, if need be, the next ones; `done` when it is finished, at once with QoS 0. */
  publish(parts: PublishParts, done: () => void = () => undefined): void {
    if (this.#transport === undefined) throw new Error('not connected');
    const id = parts.qos === 0 ? 0 : this.#nextId();
    if (id > 0) this.#outgoing.set(id, { parts, isReleased: false, done });
    this.#transport.write(publish(this.#options.version, { ...parts, id }));
    if (id === 0) done();
  }

  /** Loses the connection without a word. */
  drop(): void {
    this.#transport?.destroy();
    this.#transport = undefined;
  }

  /** Says goodbye; resolves when the connection is closed. */
  async leave(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.write(disconnect());
    transport?.end();
    await transport?.closed;
  }

  #begin(transport: Transport, isPresent: boolean): void {
    this.#transport = transport;
    if (!isPresent) this.#received.clear();
    for (const [id, outgoing] of this.#outgoing) {
      if (!isPresent) outgoing.isReleased = false;
      if (outgoing.isReleased) transport.write(acknowledge('pubrel', id));
      else transport.write(publish(this.#options.version, { ...outgoing.parts, id, dup: isPresent }));
    }
  }

  #arrived(packet: ServerPacket): void {
    const transport = this.#transport;
    if (transport === undefined) return;
    switch (packet.kind) {
      case 'publish':
        this.#receive(packet, transport);
        return;
      case 'puback':
      case 'pubcomp':
        this.#finish(packet.id);
        return;
      case 'pubrec': {
        const outgoing = this.#outgoing.get(packet.id);
        if (outgoing !== undefined) outgoing.isReleased = true;
        transport.write(acknowledge('pubrel', packet.id));
        return;
      }
      case 'pubrel':
        this.#received.delete(packet.id);
        transport.write(acknowledge('pubcomp', packet.id));
        return;
      case 'suback':
        this.#subscribing.shift()?.();
    }
  }

  #receive(message: ReceivedPublish, transport: Transport): void {
    const { qos, id } = message;
    const isKnown = qos === 2 && this.#received.has(id);
    if (qos === 2) this.#received.add(id);
    if (!isKnown) this.#options.onMessage?.(message);
    if (qos > 0) transport.write(acknowledge(qos === 1 ? 'puback' : 'pubrec', id));
  }

  #finish(id: number): void {
    const outgoing = this.#outgoing.get(id);
    this.#outgoing.delete(id);
    outgoing?.done();
  }

  #nextId(): number {
    do this.#id = (this.#id % 65_535) + 1;
    while (this.#outgoing.has(this.#id));
    return this.#id;
  }
}
