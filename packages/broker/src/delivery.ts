import type { AedesClient, BrokerPacket, Deliver } from './aedes-internals.ts';
import type { Connection } from './connection.ts';
import type { BrokerContext } from './context.ts';
import { encodePublish, type PublishEncoder } from './publish-encoder.ts';

/** What one message that is not written yet costs besides its bytes; Aedes writes it in five pieces, each a buffer. */
const messageOverheadBytes = 512;

/**
 * The way of messages to one client; stands before the two functions by which Aedes delivers. Aedes copies a message
 * several times and writes it in five pieces and a system call of its own; here it is written at once and in one piece.
 * What carries properties to an MQTT 5 client is left to Aedes, and so are retained messages after a SUBSCRIBE.
 *
 * Aedes drops a message whose number is lower than the last that the client got, to find the copies that overlapping
 * subscriptions make. Messages overtake each other (QoS 0 passes QoS 1, whatever needs no storing passes what does),
 * so it loses messages. Here a copy is known by its number being the same, which is enough, since all copies come in
 * a row (see Emission); Aedes is handed the message without the mark that it would look at.
 */
export class Delivery {
  readonly #connection: Connection;
  readonly #client: AedesClient;
  readonly #context: BrokerContext;
  readonly #encoder: PublishEncoder;
  readonly #brokerId: string;
  readonly #deliver0: Deliver;
  readonly #deliverQoS: Deliver;
  readonly #holdAboveBytes: number;
  #lastCounter = -1;
  /** Messages that Aedes was handed and has not written. Nothing may overtake them. */
  #atAedes = 0;
  /** Messages whose packet id is being stored. */
  #beingStored = 0;
  #isDropping = false;

  constructor(connection: Connection, context: BrokerContext, encoder: PublishEncoder) {
    const { client } = connection;
    this.#connection = connection;
    this.#client = client;
    this.#context = context;
    this.#encoder = encoder;
    this.#brokerId = context.aedes.id;
    this.#deliver0 = client.deliver0;
    this.#deliverQoS = client.deliverQoS;
    // Below this a stream has not asked its writer to wait, and will not say that it has drained.
    this.#holdAboveBytes = Math.max(64 * 1024, connection.carrier.stream.writableHighWaterMark);
    client.deliver0 = this.deliver0;
    client.deliverQoS = this.deliverQoS;
  }

  /** A message for a subscription of QoS 0, or published with QoS 0. */
  readonly deliver0: Deliver = (packet, done) => {
    const connection = this.#connection;
    if (packet.brokerId === null) {
      this.#deliverRetained(packet, done);
      return;
    }
    if (!this.#isReady() || this.#isOwn(packet) || this.#isLesserCopy(packet) || this.#isCopy(packet)) {
      done();
      return;
    }
    const unsent = this.#unsentBytes();
    const limit = this.#context.options.slowClient.dropQos0AboveBytes;
    if (unsent > limit) {
      this.#drop(unsent);
      done();
      return;
    }
    if (this.#isDropping && unsent <= limit / 2) this.#caughtUp();
    this.#count();
    if (this.#canWrite(packet)) connection.output.write(this.#encoder.encode(packet, connection.isVersion5));
    else this.#leaveToAedes(packet, this.#deliver0);
    this.#finish(unsent, done);
  };

  /** A message for a subscription of QoS 1 or 2; a persistent session has it in its queue as well. */
  readonly deliverQoS: Deliver = (packet, done) => {
    if (packet.brokerId === null) {
      this.#deliverRetained(packet, done);
      return;
    }
    if (packet.qos === 0) {
      this.deliver0(packet, done);
      return;
    }
    // A session that is being resumed gets it out of the queue, after CONNACK.
    if (!this.#isReady()) {
      done();
      return;
    }
    if (this.#isOwn(packet) || this.#isCopy(packet)) {
      this.#forgetQueued(packet);
      done();
      return;
    }
    const unsent = this.#unsentBytes();
    if (unsent > this.#context.options.slowClient.disconnectAboveBytes) {
      this.#cut(unsent);
      done();
      return;
    }
    const wanted = this.#connection.subscribedQos.of(packet.topic);
    if (wanted > 0 && wanted < packet.qos) packet.qos = wanted;
    this.#count();
    if (!this.#canWrite(packet)) this.#leaveToAedes(packet, this.#deliverQoS);
    else if (this.#client.clean) this.#write(packet, this.#nextMessageId());
    else this.#storeAndWrite(packet, this.#nextMessageId());
    this.#finish(unsent, done);
  };

  /** Sent because of a SUBSCRIBE. Aedes reads them one by one as the socket takes them, so nothing is dropped. */
  #deliverRetained(packet: BrokerPacket, done: () => void): void {
    const wanted = this.#connection.subscribedQos.of(packet.topic);
    if (wanted < packet.qos) packet.qos = wanted;
    this.#count();
    if (packet.qos === 0) this.#deliver0(packet, done);
    else this.#deliverQoS(packet, done);
  }

  #isReady(): boolean {
    return this.#client.connackSent && !this.#client.closed;
  }

  /** The client's own message, which it does not want (MQTT 5 §3.8.3.1, "no local"). */
  #isOwn(packet: BrokerPacket): boolean {
    return packet.nl === true && packet.clientId === this.#client.id;
  }

  /** Another subscription wants the message with more than QoS 0, and will have it. */
  #isLesserCopy(packet: BrokerPacket): boolean {
    const { subscribedQos } = this.#connection;
    return packet.qos > 0 && subscribedQos.isMixed && subscribedQos.of(packet.topic) > 0;
  }

  #isCopy(packet: BrokerPacket): boolean {
    // Messages of other brokers carry their numbers; Aedes looks after those itself.
    if (packet.brokerId !== this.#brokerId) return false;
    if (packet.brokerCounter === this.#lastCounter) return true;
    this.#lastCounter = packet.brokerCounter;
    return false;
  }

  #canWrite(packet: BrokerPacket): boolean {
    return this.#atAedes === 0 && (packet.properties === undefined || !this.#connection.isVersion5);
  }

  #write(packet: BrokerPacket, messageId: number): void {
    const { output, isVersion5 } = this.#connection;
    output.write(encodePublish(packet, isVersion5, packet.qos, messageId));
  }

  /** The queue of a persistent session learns the packet id first, since an acknowledgement may be here at once. */
  #storeAndWrite(packet: BrokerPacket, messageId: number): void {
    packet.messageId = messageId;
    this.#beingStored += 1;
    const write = () => {
      this.#beingStored -= 1;
      if (!this.#client.closed) this.#write(packet, messageId);
    };
    this.#context.aedes.persistence.outgoingUpdate(this.#client, packet).then(write, (error: unknown) => {
      // The queue may be full and have let go of it; the client is there and can still have it.
      this.#context.log.debug({ clientId: this.#connection.clientId, err: error }, 'message is not in the queue');
      write();
    });
  }

  #nextMessageId(): number {
    const messageId = this.#client._nextId;
    this.#client._nextId = messageId >= 65_535 ? 1 : messageId + 1;
    return messageId;
  }

  #leaveToAedes(packet: BrokerPacket, deliver: Deliver): void {
    this.#atAedes += 1;
    // Aedes takes this for "never seen before" and puts its own id in again.
    if (packet.brokerId === this.#brokerId) packet.brokerId = null;
    deliver(packet, this.#written);
  }

  readonly #written = (): void => {
    this.#atAedes -= 1;
  };

  /** Publishers wait a little for a client that does not keep up. */
  #finish(unsent: number, done: () => void): void {
    if (unsent < this.#holdAboveBytes) done();
    else this.#connection.congestion.hold(done);
  }

  #unsentBytes(): number {
    const unsent = this.#connection.carrier.unsentBytes();
    // While the socket takes everything, what is under way is a matter of this turn of the event loop.
    return unsent === 0 ? 0 : unsent + (this.#atAedes + this.#beingStored) * messageOverheadBytes;
  }

  #count(): void {
    const connection = this.#connection;
    const { totals } = this.#context;
    connection.sentMessages += 1;
    connection.sentPackets += 1;
    totals.sentMessages += 1;
    totals.sentPackets += 1;
  }

  #drop(unsentBytes: number): void {
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
    const { clientId, carrier } = this.#connection;
    this.#context.log.warn({ clientId, unsentBytes }, 'slow client disconnected');
    this.#context.report({ kind: 'client-cut', clientId, reason: 'slow-client' });
    this.#client.close();
    carrier.terminate();
  }

  /** A persistent session has one entry in its queue for each subscription that matched. */
  #forgetQueued(packet: BrokerPacket): void {
    if (this.#client.clean) return;
    this.#context.aedes.persistence.outgoingClearMessageId(this.#client, packet).then(nothing, nothing);
  }
}

function nothing(): void {}
