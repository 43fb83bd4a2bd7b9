import type { ConnectPacket, MqttVersion } from '@ocpp-broker/mqtt';
import type { AedesClient } from '../aedes/aedes-internals.ts';
import type { AedesStream } from '../aedes/aedes-stream.ts';
import type { Carrier } from '../carrier.ts';
import type { Totals } from '../context.ts';
import type { ClientIdentity } from '../ports.ts';
import type { Session } from '../sessions/session.ts';
import { Congestion } from './congestion.ts';
import { Output, type OutputBatch } from './output.ts';
import { disconnectPacket } from './refusals.ts';

/** How long a peer may take to read what it was told last before its socket is taken away. */
export const lingerMs = 1000;

/** What a connection tells of itself. */
export interface ConnectionEvents {
  /** Nothing moved on it for a long time, with bytes waiting. */
  stalled(connection: Connection): void;
  /** The client sent what it must not. */
  misbehaved(connection: Connection, packet: string, problem: string): void;
  /** What it was to be told could not be stored. */
  failedToStore(connection: Connection, error: Error): void;
}

/** One MQTT connection and what is known of it: its carrier, the client that Aedes made of it, and the counters. */
export class Connection {
  readonly carrier: Carrier;
  readonly client: AedesClient;
  /** What Aedes writes to. */
  readonly aedesStream: AedesStream;
  readonly listenerId: string;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  readonly output: Output;
  readonly congestion: Congestion;
  /** Of MQTT 5, by alias; those that the client may use are few. */
  readonly topicAliases = new Map<number, string>();

  /** What the client asked for; undefined until CONNECT was read. */
  connect: ConnectPacket | undefined;
  /** Undefined until the login was accepted. */
  identity: ClientIdentity | undefined;
  /** From CONNACK to the end of the connection, or until another one has it. */
  session: Session | undefined;
  /** Milliseconds since 1970; undefined until CONNACK is on its way. */
  connectedAt: number | undefined;
  /** Milliseconds since 1970 at which it is ended, as the login said. */
  expiresAt: number | undefined;
  /** MQTT 5's reason code when this room ended the connection. */
  reasonCode: number | undefined;

  receivedPackets = 0;
  receivedMessages = 0;
  sentPackets = 0;
  sentMessages = 0;
  droppedMessages = 0;

  readonly #events: ConnectionEvents;
  readonly #totals: Totals;
  #waitingForDrain: (() => void)[] = [];
  #linger: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(
    carrier: Carrier,
    aedes: { readonly client: AedesClient; readonly stream: AedesStream },
    origin: { readonly listenerId: string; readonly acceptedAt: number },
    batch: OutputBatch,
    totals: Totals,
    events: ConnectionEvents,
  ) {
    this.carrier = carrier;
    this.client = aedes.client;
    this.aedesStream = aedes.stream;
    this.listenerId = origin.listenerId;
    this.acceptedAt = origin.acceptedAt;
    this.output = new Output(carrier.stream, batch);
    this.congestion = new Congestion(carrier, () => events.stalled(this));
    this.#totals = totals;
    this.#events = events;
  }

  /** The id that the client chose, or that it was given; empty before CONNECT. */
  get clientId(): string {
    return this.client.id ?? this.connect?.clientId ?? '';
  }

  get version(): MqttVersion {
    return this.connect?.version ?? 4;
  }

  get isCleanStart(): boolean {
    return this.connect?.clean ?? true;
  }

  /** Messages of QoS 1 and 2 that the client takes at a time. */
  get receiveMaximum(): number {
    return this.connect?.receiveMaximum ?? 65_535;
  }

  /** The largest packet that the client takes; undefined: any. */
  get maximumPacketBytes(): number | undefined {
    return this.connect?.maximumPacketBytes;
  }

  /** It was told, or will not be told, why it ends; what it still sends is thrown away. */
  get isEnding(): boolean {
    return this.#isEnding || this.client.closed;
  }

  /** Sends a packet that is no message. */
  send(packet: Buffer): void {
    if (this.isEnding) return;
    this.output.write(packet);
    this.countSent();
  }

  /** A packet was written. */
  countSent(): void {
    this.sentPackets += 1;
    this.#totals.sentPackets += 1;
  }

  /** Every packet of the client says that it lives (MQTT-3.1.2-22). */
  refreshKeepAlive(): void {
    if (this.client._keepaliveInterval > 0) this.client._keepaliveTimer?.refresh();
  }

  /** Calls back when the peer takes its bytes: now, or when it does again. */
  whenWritable(done: () => void): void {
    // Not the stream's own word for it: the stream of a WebSocket has none.
    if (!this.output.isFull) done();
    else this.#waitingForDrain.push(done);
  }

  /** The socket has taken everything. */
  drained(): void {
    this.output.drained();
    const waiting = this.#waitingForDrain;
    this.#waitingForDrain = [];
    for (const done of waiting) done();
  }

  /** Ends the connection because of what the client sent. */
  refusePacket(packet: string, problem: string, code: number): void {
    if (this.isEnding) return;
    this.#events.misbehaved(this, packet, problem);
    this.disconnect(code, problem);
  }

  /** Ends the connection because what the client was to be told could not be stored. */
  fail(error: Error): void {
    if (this.isEnding) return;
    this.#events.failedToStore(this, error);
    this.disconnect(implementationSpecificError);
  }

  /** Sends the last bytes that this peer gets, throws away what it still sends, and closes. */
  endWith(bytes: Buffer): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const { stream } = this.carrier;
    this.output.flush();
    stream.removeAllListeners('readable');
    stream.end(bytes);
    stream.resume();
    this.#terminateSoon();
  }

  /** Ends the connection with a reason, which MQTT 5 clients are told; others see their socket close. */
  disconnect(code: number, reason = ''): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.output.flush();
    this.reasonCode = code;
    const { client } = this;
    if (this.version === 5 && this.connectedAt !== undefined && !client.closed) {
      this.carrier.stream.write(this.#fitting(disconnectPacket(code, reason), () => disconnectPacket(code, '')));
    }
    // The stream hands its bytes on in this turn.
    setImmediate(() => client.close());
    this.#terminateSoon();
  }

  /** Ends the connection now, without a word. */
  cut(): void {
    this.#isEnding = true;
    this.client.close();
    this.carrier.terminate();
  }

  /** The socket is gone. */
  released(): void {
    clearTimeout(this.#linger);
    this.congestion.drained();
    this.drained();
  }

  /** A reason in words must not make a packet larger than the client takes (MQTT-3.14.2-3). */
  #fitting(packet: Buffer, shorter: () => Buffer): Buffer {
    return packet.length > (this.maximumPacketBytes ?? packet.length) ? shorter() : packet;
  }

  #terminateSoon(): void {
    if (this.carrier.stream.destroyed) return;
    this.#linger ??= setTimeout(() => {
      this.client.close();
      this.carrier.terminate();
    }, lingerMs);
  }
}

/** MQTT 5 §3.14.2.1: the packet was valid, the server could not do its part. */
const implementationSpecificError = 0x83;
