import {
  type Delivery,
  encodePublish,
  encodePubrel,
  Outbox,
  type OutboxDropReason,
  type OutboxWire,
  type PublishEncoder,
  publishBytes,
} from '@ocpp-broker/mqtt';
import type { Connection } from '../clients/connection.ts';
import { disconnectReason } from '../clients/refusals.ts';
import type { BrokerContext } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import { sessionQueue } from './session-queue.ts';

/** What one message that waits in this process costs besides its bytes. */
const messageOverheadBytes = 512;

/** Messages of a stored session that wait in memory; the others wait in the store. */
const waitingMaxStored = 256;

/** Messages that wait for a client whose session ends with its connection. Its bytes meet their limit long before. */
const waitingMaxUnstored = 100_000;

/** Publishers wait a little for a client that has so many messages waiting. */
const holdAboveMessages = 512;

/** The way of messages to one connected client. */
export class Outlet implements OutboxWire {
  readonly #connection: Connection;
  readonly #context: BrokerContext;
  readonly #encoder: PublishEncoder;
  readonly #outbox: Outbox;
  readonly #holdAboveBytes: number;
  /** Of shared subscriptions; the connection ends with the first. */
  readonly #rejected: Delivery[] = [];
  #waitingForEase: (() => void)[] = [];
  #isDropping = false;

  constructor(connection: Connection, session: Session, context: BrokerContext, encoder: PublishEncoder) {
    this.#connection = connection;
    this.#context = context;
    this.#encoder = encoder;
    // Below this a stream has not asked its writer to wait, and will not say that it has drained.
    this.#holdAboveBytes = Math.max(64 * 1024, connection.carrier.stream.writableHighWaterMark);
    const { limits, slowClient } = context.options;
    this.#outbox = new Outbox(
      {
        inflightMax: Math.min(connection.receiveMaximum, limits.inflightMax),
        waitingMax: session.isStored ? waitingMaxStored : waitingMaxUnstored,
        waitingBytesMax: slowClient.disconnectAboveBytes,
      },
      {
        wire: this,
        queue: session.isStored
          ? sessionQueue(context.store, session.clientId, (error) => connection.fail(error))
          : undefined,
        now: () => context.now(),
        dropped: (delivery, reason) => this.#dropped(delivery, reason),
      },
      1 + Math.floor(Math.random() * 65_535),
    );
  }

  get connection(): Connection {
    return this.#connection;
  }

  get inflight(): number {
    return this.#outbox.inflight;
  }

  /** Messages that wait in memory. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** Whether a message of a shared subscription would be on its way at once. */
  get isAble(): boolean {
    return this.#outbox.hasRoom && this.isWritable();
  }

  /** Whether publishers should wait for it, if it can be waited for. */
  get isCongested(): boolean {
    return this.#outbox.waiting > holdAboveMessages || this.#connection.carrier.unsentBytes() >= this.#holdAboveBytes;
  }

  /** Calls `done` when the client has taken or acknowledged something, or its connection is gone. */
  whenEased(done: () => void): void {
    this.#waitingForEase.push(done);
  }

  /** Calls `done` when the client has caught up, or was waited for long enough. */
  hold(done: () => void): void {
    this.#connection.congestion.hold(done);
  }

  /** Takes up what the store holds for the session, or has been given by another. */
  resume(): void {
    this.#outbox.resume();
  }

  /** A message for the client; `seq` is its place in the store when it is there. */
  deliver(delivery: Delivery, seq?: number): void {
    if (delivery.qos === 0) {
      this.#deliver0(delivery);
      return;
    }
    const isWaiting = seq === undefined && !this.isAble;
    this.#outbox.offer(isWaiting ? ownCopy(delivery) : delivery, seq);
    if (seq === undefined) this.#cutIfTooSlow();
  }

  /** The peer takes bytes again. */
  drained(): void {
    this.#outbox.pump();
    this.#ease();
  }

  puback(messageId: number): boolean {
    return this.#settled(this.#outbox.puback(messageId));
  }

  pubrec(messageId: number, isRefused: boolean): boolean {
    return this.#settled(this.#outbox.pubrec(messageId, isRefused));
  }

  pubcomp(messageId: number): boolean {
    return this.#settled(this.#outbox.pubcomp(messageId));
  }

  /** The connection is gone; returns what nobody keeps for the client. */
  close(): readonly Delivery[] {
    for (const done of this.#waitingForEase) setImmediate(done);
    this.#waitingForEase = [];
    return [...this.#outbox.close(), ...this.#rejected];
  }

  isWritable(): boolean {
    // Nothing may come behind a DISCONNECT (MQTT-3.14.4-1).
    if (this.#connection.isEnding) return false;
    return this.#connection.carrier.unsentBytes() < this.#holdAboveBytes;
  }

  publish(delivery: Delivery, messageId: number, isRepeated: boolean): void {
    const connection = this.#connection;
    this.#count();
    connection.output.write(
      encodePublish(delivery, {
        version: connection.version,
        messageId,
        dup: isRepeated,
        expirySeconds: this.#expirySeconds(delivery),
      }),
    );
  }

  pubrel(messageId: number): void {
    this.#connection.output.write(encodePubrel(messageId));
    this.#connection.countSent();
  }

  obstacle(delivery: Delivery): 'packet-too-large' | 'not-allowed' | undefined {
    const { identity, version, maximumPacketBytes } = this.#connection;
    const { topicGuard } = this.#context;
    // Asked anew each time: rules change while it runs.
    if (identity === undefined || topicGuard.isNarrowed(identity)) {
      if (identity === undefined || !topicGuard.mayReceive(identity, delivery.message.topic)) return 'not-allowed';
    }
    if (maximumPacketBytes === undefined) return undefined;
    const expirySeconds = this.#expirySeconds(delivery);
    const bytes = publishBytes(delivery, { version, messageId: 1, expirySeconds });
    // The client could not take it: it is as if it had been delivered (MQTT-3.1.2-25).
    return bytes > maximumPacketBytes ? 'packet-too-large' : undefined;
  }

  #deliver0(delivery: Delivery): void {
    const connection = this.#connection;
    if (connection.isEnding) return;
    const { message } = delivery;
    if (message.expiresAt !== undefined && message.expiresAt <= this.#context.now()) {
      this.#dropped(delivery, 'expired');
      return;
    }
    const obstacle = this.obstacle(delivery);
    if (obstacle !== undefined) {
      this.#dropped(delivery, obstacle);
      return;
    }
    const unsent = connection.carrier.unsentBytes();
    const limit = this.#context.options.slowClient.dropQos0AboveBytes;
    if (unsent > limit) {
      this.#dropAsSlow(unsent);
      return;
    }
    if (this.#isDropping && unsent <= limit / 2) this.#caughtUp();
    this.#count();
    const { version } = connection;
    connection.output.write(this.#encoder.encode(delivery, { version, expirySeconds: this.#expirySeconds(delivery) }));
  }

  /** What is left of the Message Expiry Interval (MQTT-3.3.2-6), never 0. */
  #expirySeconds({ message }: Delivery): number | undefined {
    if (message.expiresAt === undefined || this.#connection.version !== 5) return undefined;
    return Math.max(1, Math.ceil((message.expiresAt - this.#context.now()) / 1000));
  }

  #settled(isKnown: boolean): boolean {
    this.#ease();
    return isKnown;
  }

  #ease(): void {
    if (this.#outbox.waiting === 0 && this.isWritable()) this.#connection.congestion.drained();
    if (this.#waitingForEase.length === 0) return;
    const waiting = this.#waitingForEase;
    this.#waitingForEase = [];
    for (const done of waiting) done();
  }

  #cutIfTooSlow(): void {
    const { carrier } = this.#connection;
    const waiting = this.#outbox.waiting;
    if (waiting === 0) return;
    const bytes = carrier.unsentBytes() + this.#outbox.waitingBytes + waiting * messageOverheadBytes;
    if (bytes > this.#context.options.slowClient.disconnectAboveBytes) this.#cut(bytes);
  }

  #count(): void {
    const connection = this.#connection;
    connection.sentMessages += 1;
    this.#context.totals.sentMessages += 1;
    connection.countSent();
  }

  #dropped(delivery: Delivery, reason: OutboxDropReason): void {
    const connection = this.#connection;
    const { clientId } = connection;
    const { message, share } = delivery;
    if (reason === 'queue-full' && share !== undefined) {
      // Another member may have it.
      this.#rejected.push(delivery);
      this.#cut(this.#outbox.waitingBytes);
      return;
    }
    // What a client may not read is not for it at all.
    if (reason !== 'not-allowed') {
      connection.droppedMessages += 1;
      this.#context.totals.droppedMessages += 1;
    }
    this.#context.report({ kind: 'message-dropped', clientId, reason });
    this.#context.log.debug({ clientId, topic: message.topic, reason }, 'message dropped');
    if (reason === 'queue-full') this.#cut(this.#outbox.waitingBytes);
  }

  #dropAsSlow(unsentBytes: number): void {
    const connection = this.#connection;
    const { clientId } = connection;
    connection.droppedMessages += 1;
    this.#context.totals.droppedMessages += 1;
    this.#context.report({ kind: 'message-dropped', clientId, reason: 'slow-client' });
    if (this.#isDropping) return;
    this.#isDropping = true;
    this.#context.log.warn({ clientId, unsentBytes }, 'slow client: messages of QoS 0 are dropped');
  }

  #caughtUp(): void {
    this.#isDropping = false;
    const { clientId, droppedMessages } = this.#connection;
    this.#context.log.info({ clientId, droppedMessages }, 'slow client has caught up');
  }

  #cut(unsentBytes: number): void {
    const connection = this.#connection;
    if (connection.isEnding) return;
    const { clientId } = connection;
    this.#context.log.warn({ clientId, unsentBytes }, 'slow client disconnected');
    this.#context.report({ kind: 'client-cut', clientId, reason: 'slow-client' });
    connection.reasonCode = disconnectReason.quotaExceeded;
    connection.cut();
  }
}

/** A payload is a view of what a client's socket has brought at once, of which the rest should not wait with it. */
function ownCopy(delivery: Delivery): Delivery {
  const { message } = delivery;
  if (message.payload.buffer.byteLength <= 2 * message.payload.length) return delivery;
  return { ...delivery, message: { ...message, payload: Buffer.from(message.payload) } };
}
