import {
  type ClientPacket,
  decodePacket,
  type Frame,
  FrameScanner,
  type MalformedPacket,
  reasonCode,
  standardTopicLimits,
} from '@ocpp-broker/mqtt';
import { bytesBeforeConnectMax } from '../connect-limits.ts';
import type { BrokerContext } from '../context.ts';
import type { Connection } from './connection.ts';

/** The bytes of a client's publishes that are being stored and handed out; more are left in its socket. */
const unfinishedBytesMax = 4 * 1024 * 1024;

/** The first byte of every MQTT connection (MQTT 5 §3.1.1). */
const connectHeader = 0x10;

/** Whatever comes in its place, an HTTP request for instance, could look like a packet of which most is yet to come. */
const noConnect: MalformedPacket = {
  kind: 'malformed',
  problem: 'the first packet is no CONNECT',
  clause: 'MQTT-3.1.0-1',
  reasonCode: reasonCode.protocolError,
};

/** The packet type of SUBSCRIBE (MQTT 5 §2.1.2). */
const subscribeType = 8;

/** What becomes of the packets of a client. */
export interface PacketTaker {
  /** `done` is to be called once when a publish is finished; at once for every other packet. */
  take(connection: Connection, packet: ClientPacket, done: () => void): void;
  refuse(connection: Connection, problem: MalformedPacket): void;
}

/**
 * Reads the bytes of one client and hands its packets on, one by one. It reads no further while CONNECT is being
 * decided, while too many publishes are under way, and while the client does not read its answers.
 */
export class Intake {
  readonly #connection: Connection;
  readonly #context: BrokerContext;
  readonly #taker: PacketTaker;
  readonly #scanner: FrameScanner;
  #state: 'before-connect' | 'connecting' | 'connected' | 'ended' = 'before-connect';
  #unfinished = 0;
  #unfinishedBytes = 0;
  #isReading = false;
  #hasBegun = false;

  constructor(connection: Connection, context: BrokerContext, taker: PacketTaker) {
    this.#connection = connection;
    this.#context = context;
    this.#taker = taker;
    this.#scanner = new FrameScanner(Math.min(bytesBeforeConnectMax, context.options.maxPacketBytes));
    connection.carrier.stream.on('readable', () => this.#read());
  }

  /** CONNACK is on its way: what the client has sent meanwhile is read now. */
  connected(): void {
    this.#state = 'connected';
    this.#read();
  }

  /** Reads nothing any more. */
  end(): void {
    this.#state = 'ended';
  }

  #read(): void {
    // Handling a packet may call back.
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#isHeld()) {
        const frame = this.#next();
        if (frame === undefined) return;
        if (frame.kind === 'malformed') this.#refuse(frame);
        else this.#handle(frame);
      }
    } finally {
      this.#isReading = false;
    }
  }

  #next(): Frame | MalformedPacket | undefined {
    this.#scanner.maxBytes =
      this.#state === 'connected'
        ? this.#context.options.maxPacketBytes
        : Math.min(bytesBeforeConnectMax, this.#context.options.maxPacketBytes);
    for (;;) {
      const frame = this.#scanner.next();
      if (frame !== undefined) return frame;
      const bytes = this.#connection.carrier.stream.read() as Buffer | null;
      if (bytes === null) return undefined;
      if (this.#state === 'before-connect' && !this.#hasBegun && bytes[0] !== connectHeader) return noConnect;
      this.#hasBegun = true;
      this.#scanner.push(bytes);
    }
  }

  #isHeld(): boolean {
    if (this.#state === 'connecting' || this.#state === 'ended') return true;
    const { receiveMaximum } = this.#context.options.limits;
    return this.#unfinished >= receiveMaximum || this.#unfinishedBytes >= unfinishedBytesMax;
  }

  #handle({ header, body, size }: Frame): void {
    const connection = this.#connection;
    const { limits } = this.#context.options;
    connection.receivedPackets += 1;
    this.#context.totals.receivedPackets += 1;
    const version = this.#state === 'before-connect' ? undefined : connection.version;
    // A filter that is longer than allowed is refused in SUBACK, where the others of its packet may be granted.
    const isSubscribe = header >> 4 === subscribeType;
    const packet = decodePacket(header, body, version, isSubscribe ? standardTopicLimits : limits);
    if (packet.kind === 'malformed') {
      this.#refuse(packet);
      return;
    }
    if (packet.kind === 'connect') this.#state = 'connecting';
    else connection.refreshKeepAlive();
    // Nothing counts that comes after it (MQTT-3.14.4-2).
    if (packet.kind === 'disconnect') this.end();
    this.#unfinished += 1;
    this.#unfinishedBytes += size;
    let isDone = false;
    this.#taker.take(connection, packet, () => {
      if (isDone) return;
      isDone = true;
      const wasHeld = this.#isHeld();
      this.#unfinished -= 1;
      this.#unfinishedBytes -= size;
      if (wasHeld) this.#read();
    });
  }

  #refuse(problem: MalformedPacket): void {
    this.end();
    this.#taker.refuse(this.#connection, problem);
  }
}
