import type { DurableQueue, OutboxDropReason, OutboxWire, StoredDelivery } from '../../src/exchange/outbox.ts';
import { Outbox } from '../../src/exchange/outbox.ts';
import type { Delivery, Message } from '../../src/message.ts';

/** A delivery whose payload is its name. */
export function delivery(name: string, qos: 1 | 2 = 1, of: Partial<Delivery> & Partial<Message> = {}): Delivery {
  const { topic = 't', payload = Buffer.from(name), properties, expiresAt, share } = of;
  return {
    message: { topic, payload, qos, retain: false, properties, expiresAt },
    qos,
    retain: false,
    identifiers: [],
    share,
  };
}

export function nameOf({ message }: Delivery): string {
  return message.payload.toString();
}

export function names(deliveries: readonly Delivery[]): string {
  return deliveries.map(nameOf).join(' ');
}

/** A durable queue in memory that commits at once, or when it is told to. */
export class TestQueue implements DurableQueue {
  readonly stored = new Map<number, StoredDelivery>();
  /** How many each look asked for. */
  readonly reads: number[] = [];
  /** Called while it is being read, after it was looked what there is. */
  whileReading: () => void = () => {};
  commitsAtOnce = true;
  #waiting: (() => void)[] = [];
  #newestSeq = 0;

  enqueue(what: Delivery, messageId?: number, isReleased = false): number {
    this.#newestSeq += 1;
    this.stored.set(this.#newestSeq, { ...what, seq: this.#newestSeq, messageId, isReleased });
    return this.#newestSeq;
  }

  /** What is queued, in words. */
  get rest(): readonly string[] {
    return [...this.stored.values()].map((one) => {
      const state = one.isReleased ? 'released' : 'sent';
      return one.messageId === undefined ? nameOf(one) : `${nameOf(one)} ${state} as ${one.messageId}`;
    });
  }

  commit(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const done of waiting) done();
  }

  read(afterSeq: number, limit: number): readonly StoredDelivery[] {
    this.reads.push(limit);
    const found = [...this.stored.values()].filter(({ seq }) => seq > afterSeq).slice(0, limit);
    this.whileReading();
    return found;
  }

  sent(seq: number, messageId: number): void {
    this.#change(seq, { messageId });
  }

  /** What a real one keeps of the message then is not its content. */
  released(seq: number): void {
    const stored = this.stored.get(seq);
    if (stored === undefined) return;
    this.#change(seq, { isReleased: true, message: { ...stored.message, topic: '', payload: Buffer.alloc(0) } });
  }

  done(seq: number): void {
    this.stored.delete(seq);
  }

  afterCommit(done: () => void): void {
    if (this.commitsAtOnce) done();
    else this.#waiting.push(done);
  }

  #change(seq: number, change: Partial<StoredDelivery>): void {
    const stored = this.stored.get(seq);
    if (stored !== undefined) this.stored.set(seq, { ...stored, ...change });
  }
}

/** Writes down what the client would get. */
export class TestWire implements OutboxWire {
  isOpen = true;
  readonly obstacles = new Map<string, 'packet-too-large' | 'not-allowed'>();
  onPublish: () => void = () => {};
  #lines: string[] = [];

  /** What was written since it was asked last. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  isWritable(): boolean {
    return this.isOpen;
  }

  publish(what: Delivery, messageId: number, isRepeated: boolean): void {
    this.#lines.push(`PUBLISH ${nameOf(what)} ${messageId}${isRepeated ? ' dup' : ''}`);
    this.onPublish();
  }

  pubrel(messageId: number): void {
    this.#lines.push(`PUBREL ${messageId}`);
  }

  obstacle(what: Delivery): 'packet-too-large' | 'not-allowed' | undefined {
    return this.obstacles.get(nameOf(what));
  }
}

/** One connection of a client. */
export function rig(
  of: {
    readonly inflightMax?: number;
    readonly waitingMax?: number;
    readonly waitingBytesMax?: number;
    readonly queue?: TestQueue;
    readonly firstMessageId?: number;
  } = {},
) {
  const { inflightMax = 10, waitingMax = 100, waitingBytesMax = 1_000_000, queue, firstMessageId } = of;
  const wire = new TestWire();
  const dropped: string[] = [];
  const clock = { now: 1_000 };
  const surroundings = {
    wire,
    queue,
    now: () => clock.now,
    dropped: (what: Delivery, reason: OutboxDropReason) => dropped.push(`${nameOf(what)}: ${reason}`),
  };
  const outbox = new Outbox({ inflightMax, waitingMax, waitingBytesMax }, surroundings, firstMessageId);
  return {
    outbox,
    wire,
    dropped,
    clock,
    offer: (...all: readonly Delivery[]) => {
      for (const one of all) outbox.offer(one, queue?.enqueue(one));
    },
  };
}
