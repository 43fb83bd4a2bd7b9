import type { Delivery } from '../message.ts';
import { Backlog, type Waiting } from './backlog.ts';
import type { DurableQueue, StoredDelivery } from './durable-queue.ts';
import { PacketIds } from './packet-ids.ts';

export type { DurableQueue, StoredDelivery };

/** The way to the client. */
export interface OutboxWire {
  /** False while the peer does not take its bytes; `pump` is to be called when it does again. */
  isWritable(): boolean;
  publish(delivery: Delivery, messageId: number, isRepeated: boolean): void;
  pubrel(messageId: number): void;
  /** Why this client cannot be sent it: its Maximum Packet Size, or its rights. */
  obstacle(delivery: Delivery): 'packet-too-large' | 'not-allowed' | undefined;
}

/** Why a delivery will not reach the client. */
export type OutboxDropReason = 'expired' | 'packet-too-large' | 'not-allowed' | 'queue-full';

export type OutboxOptions = {
  /** PUBLISH packets that may be unacknowledged, 1 to 65,535: the client's Receive Maximum, or less. */
  readonly inflightMax: number;
  /** Deliveries that wait in memory. With a durable queue the others wait there; without, they are dropped. */
  readonly waitingMax: number;
  /** Bytes of deliveries that wait in memory, one of which there always may be; and of those kept while under way. */
  readonly waitingBytesMax: number;
};

type Flight = {
  readonly qos: 1 | 2;
  readonly seq: number | undefined;
  /** PUBLISH or PUBREL is owed and waits for a commit, or was written. */
  state: 'publishing' | 'published' | 'releasing' | 'released';
  /** What another member of the shared subscription gets when this client does not acknowledge it. */
  readonly kept: Waiting | undefined;
};

/**
 * The messages of QoS 1 and 2 on their way to one connected client (MQTT 5 §4.3, §4.4, §4.9): in order, no more than the
 * client takes at a time, and again after it was away. Lives as long as the connection.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #wire: OutboxWire;
  readonly #queue: DurableQueue | undefined;
  readonly #now: () => number;
  readonly #dropped: (delivery: Delivery, reason: OutboxDropReason) => void;
  readonly #ids: PacketIds;
  readonly #flights = new Map<number, Flight>();
  readonly #backlog: Backlog;
  #keptBytes = 0;
  #state: 'idle' | 'open' | 'pumping' | 'closed';

  constructor(
    options: OutboxOptions,
    surroundings: {
      readonly wire: OutboxWire;
      readonly queue?: DurableQueue | undefined;
      readonly now: () => number;
      readonly dropped: (delivery: Delivery, reason: OutboxDropReason) => void;
    },
    firstMessageId = 1,
  ) {
    this.#options = options;
    this.#wire = surroundings.wire;
    this.#queue = surroundings.queue;
    this.#now = surroundings.now;
    this.#dropped = surroundings.dropped;
    this.#ids = new PacketIds(firstMessageId);
    this.#backlog = new Backlog(options, this.#queue);
    this.#state = this.#queue === undefined ? 'open' : 'idle';
  }

  /** Messages that the client has not acknowledged. */
  get inflight(): number {
    return this.#flights.size;
  }

  /** Messages that wait in memory. */
  get waiting(): number {
    return this.#backlog.size;
  }

  /** The bytes of their PUBLISH packets. */
  get waitingBytes(): number {
    return this.#backlog.bytes;
  }

  /** Whether another message would be sent at once, but for a peer that does not take its bytes. */
  get hasRoom(): boolean {
    return this.#backlog.isEmpty && this.#isWindowOpen();
  }

  /**
   * Looks for deliveries that came into the durable queue past this outbox: all of them at the start, first what was under way
   * on an earlier connection (MQTT 5 §4.4). With a durable queue nothing is sent before.
   */
  resume(): void {
    if (this.#state === 'idle') this.#state = 'open';
    this.#backlog.lookAgain();
    this.pump();
  }

  /** A new message; with a durable queue its `seq` there, which grows from call to call. It is sent now, or when its turn comes. */
  offer(delivery: Delivery, seq?: number): void {
    if (this.#state === 'closed') return;
    if (!this.#backlog.add(delivery, seq)) this.#dropped(delivery, 'queue-full');
    this.pump();
  }

  /** Sends what may be sent now. */
  pump(): void {
    // Reading the queue or writing may call back.
    if (this.#state !== 'open') return;
    this.#state = 'pumping';
    try {
      while (this.#isWindowOpen() && this.#wire.isWritable()) {
        const next = this.#backlog.next();
        if (next === undefined) break;
        this.#send(next);
      }
    } finally {
      if (this.#state === 'pumping') this.#state = 'open';
    }
  }

  /** False: there is no such message of QoS 1. */
  puback(messageId: number): boolean {
    const flight = this.#flights.get(messageId);
    if (flight?.qos !== 1) return false;
    this.#finish(messageId, flight);
    return true;
  }

  /** The client has a message of QoS 2, or (`isRefused`) will not have it. False: there is no such message. */
  pubrec(messageId: number, isRefused: boolean): boolean {
    const flight = this.#flights.get(messageId);
    if (flight?.qos !== 2 || flight.state === 'publishing') return false;
    if (isRefused) this.#finish(messageId, flight);
    else if (flight.state === 'published') this.#release(messageId, flight);
    else if (flight.state === 'released') this.#wire.pubrel(messageId);
    return true;
  }

  /** False: no PUBREL is open under that id. */
  pubcomp(messageId: number): boolean {
    const flight = this.#flights.get(messageId);
    if (flight?.state !== 'released') return false;
    this.#finish(messageId, flight);
    return true;
  }

  /**
   * The connection is gone. Returns, in order, what another member of a shared subscription is to get instead, since
   * nobody keeps it: without a durable queue, all of QoS 1, and of QoS 2 what was not sent (MQTT 5 §4.8.2).
   */
  close(): readonly Delivery[] {
    this.#state = 'closed';
    const left: Delivery[] = [];
    for (const { kept } of this.#flights.values()) {
      if (kept !== undefined) left.push(kept.delivery);
    }
    for (const one of this.#backlog.drain()) {
      if (isOnlyHere(one)) left.push(one.delivery);
    }
    this.#flights.clear();
    this.#keptBytes = 0;
    return left;
  }

  /** What is kept while under way counts: a client that reads and never acknowledges must not fill the memory. */
  #isWindowOpen(): boolean {
    if (this.#state === 'closed' || this.#flights.size >= this.#options.inflightMax) return false;
    return this.#keptBytes < this.#options.waitingBytesMax;
  }

  #send(waiting: Waiting): void {
    const { delivery, seq, messageId, isReleased } = waiting;
    if (messageId !== undefined && isReleased) {
      this.#owePubrel(messageId, this.#begin(messageId, { qos: 2, seq, state: 'releasing', kept: undefined }));
      return;
    }
    const reason = this.#obstacle(delivery, messageId !== undefined);
    if (reason === undefined) {
      this.#publish(waiting, messageId ?? this.#ids.next(this.#flights));
      return;
    }
    if (messageId !== undefined && delivery.qos === 2) {
      // The client may have it, and would take the next message under this id for it: PUBREL frees the id in any case.
      this.#release(messageId, this.#begin(messageId, { qos: 2, seq, state: 'published', kept: undefined }));
    } else if (seq !== undefined) this.#queue?.done(seq);
    this.#dropped(delivery, reason);
  }

  #publish(waiting: Waiting, id: number): void {
    const { delivery, seq, messageId } = waiting;
    const isRepeated = messageId !== undefined;
    if (seq !== undefined && !isRepeated) this.#queue?.sent(seq, id);
    if (delivery.qos === 2) {
      const flight = this.#begin(id, { qos: 2, seq, state: 'publishing', kept: undefined });
      // If it were sent again under another packet id, it would be a second message.
      this.#committed(id, flight, () => {
        flight.state = 'published';
        this.#wire.publish(delivery, id, isRepeated);
      });
    } else {
      this.#begin(id, { qos: 1, seq, state: 'published', kept: isOnlyHere(waiting) ? waiting : undefined });
      this.#wire.publish(delivery, id, isRepeated);
    }
  }

  #begin(messageId: number, flight: Flight): Flight {
    this.#flights.set(messageId, flight);
    this.#keptBytes += flight.kept?.bytes ?? 0;
    return flight;
  }

  /** From now on the client has the message, whatever happens to this process. */
  #release(messageId: number, flight: Flight): void {
    flight.state = 'releasing';
    if (flight.seq !== undefined) this.#queue?.released(flight.seq);
    this.#owePubrel(messageId, flight);
  }

  #owePubrel(messageId: number, flight: Flight): void {
    this.#committed(messageId, flight, () => {
      flight.state = 'released';
      this.#wire.pubrel(messageId);
    });
  }

  #finish(messageId: number, { seq, kept }: Flight): void {
    this.#flights.delete(messageId);
    this.#keptBytes -= kept?.bytes ?? 0;
    if (seq !== undefined) this.#queue?.done(seq);
    this.pump();
  }

  /** A message that was sent once is still owed to its receiver (MQTT 5 §3.3.2.3.3). */
  #obstacle(delivery: Delivery, isRepeated: boolean): OutboxDropReason | undefined {
    const { expiresAt } = delivery.message;
    if (!isRepeated && expiresAt !== undefined && expiresAt <= this.#now()) return 'expired';
    return this.#wire.obstacle(delivery);
  }

  /** Does `work` once what was noted is on disk, if the message is still under way then. */
  #committed(messageId: number, flight: Flight, work: () => void): void {
    if (this.#queue === undefined) work();
    else {
      this.#queue.afterCommit(() => {
        if (this.#flights.get(messageId) === flight) work();
      });
    }
  }
}

/** Another member of its group could have it, and it is in no durable queue. */
function isOnlyHere({ delivery, seq }: Waiting): boolean {
  return seq === undefined && delivery.share !== undefined;
}
