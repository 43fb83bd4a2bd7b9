import { Outbox, type OutboxWire } from '../../src/exchange/outbox.ts';
import type { Delivery } from '../../src/message.ts';
import { delivery, nameOf, TestQueue } from './outbox-rig.ts';

type QoS = 1 | 2;
type Packet =
  | { readonly kind: 'publish'; readonly messageId: number; readonly number: number; readonly qos: QoS }
  | { readonly kind: 'pubrel'; readonly messageId: number };
type Answer = {
  readonly kind: 'puback' | 'pubrec' | 'pubcomp';
  readonly messageId: number;
  /** The message of QoS 2 that it is the first answer to. */
  readonly toNew?: number | undefined;
};

/** A durable queue that is committed now and then, and loses what was not when its process is killed. */
class CrashingQueue extends TestQueue {
  #onDisk = new Map(this.stored);
  #isDirty = false;
  #waiting: (() => void)[] = [];
  #settling: (() => void)[] | undefined;

  override enqueue(what: Delivery): number {
    this.#isDirty = true;
    return super.enqueue(what);
  }

  override sent(seq: number, messageId: number): void {
    this.#isDirty = true;
    super.sent(seq, messageId);
  }

  override released(seq: number): void {
    this.#isDirty = true;
    super.released(seq);
  }

  override done(seq: number): void {
    this.#isDirty = true;
    super.done(seq);
  }

  override afterCommit(done: () => void): void {
    if (this.#isDirty) this.#waiting.push(done);
    else if (this.#settling !== undefined) this.#settling.push(done);
    else done();
  }

  override commit(): void {
    this.#onDisk = new Map(this.stored);
    this.#isDirty = false;
    this.#settling = this.#waiting;
    this.#waiting = [];
    for (const done of this.#settling) done();
    this.#settling = undefined;
  }

  crash(): void {
    this.stored.clear();
    for (const [seq, one] of this.#onDisk) this.stored.set(seq, one);
    this.#isDirty = false;
    this.#waiting = [];
  }
}

/**
 * One client that comes and goes, who publishes for it, and the network between. Whatever is written or happens is held
 * against what MQTT promises; a broken promise is thrown.
 */
export class World implements OutboxWire {
  readonly queue: CrashingQueue | undefined;
  /** Every fifth message is forbidden while this is true. */
  isStrict = false;
  isOpen = true;
  #outbox: Outbox | undefined;
  #inflightMax = 0;
  #newest = 0;

  // What the publishers were promised, by number, and what became of it.
  readonly #promised = new Map<number, QoS>();
  readonly #dropped = new Set<number>();
  readonly #acknowledged = new Set<number>();
  readonly #acknowledgedOnDisk = new Set<number>();
  readonly #released = new Set<number>();

  // This connection.
  #offered: { readonly number: number; readonly qos: QoS }[] = [];
  #published = new Map<number, number>();
  #unfinished = new Map<number, { readonly qos: QoS; readonly number: number }>();
  #lastNumber: Record<QoS, number> = { 1: 0, 2: 0 };
  #network: Packet[] = [];

  // The client.
  #answers: Answer[] = [];
  readonly #unreleased = new Map<number, number>();
  readonly #received: Record<QoS, number[]> = { 1: [], 2: [] };

  constructor(isDurable: boolean) {
    this.queue = isDurable ? new CrashingQueue() : undefined;
  }

  get isConnected(): boolean {
    return this.#outbox !== undefined;
  }

  get answers(): number {
    return this.#answers.length;
  }

  connect(inflightMax: number, waitingMax: number, firstMessageId: number): void {
    this.#inflightMax = inflightMax;
    const dropped = (what: Delivery) => this.#dropped.add(numberOf(what));
    const surroundings = { wire: this, queue: this.queue, now: () => 0, dropped };
    this.#outbox = new Outbox({ inflightMax, waitingMax, waitingBytesMax: 60 }, surroundings, firstMessageId);
    this.#outbox.resume();
  }

  disconnect(): void {
    const left = this.#outbox?.close() ?? [];
    this.#outbox = undefined;
    const expected = this.#offered.filter(({ number, qos }) => {
      if (this.#dropped.has(number)) return false;
      return qos === 1 ? !this.#acknowledged.has(number) : !this.#published.has(number);
    });
    const wanted = this.queue === undefined ? expected.map(({ number }) => number).join() : '';
    this.#hold(left.map(numberOf).join() === wanted, `close gave [${left.map(numberOf)}], not [${wanted}]`);
    this.#offered = [];
    this.#published = new Map();
    this.#unfinished = new Map();
    this.#lastNumber = { 1: 0, 2: 0 };
    this.#network = [];
    this.#answers = [];
    // Without a durable queue the session has ended, with what the client remembers of it.
    if (this.queue === undefined) this.#unreleased.clear();
  }

  crash(): void {
    this.#outbox?.close();
    this.#outbox = undefined;
    this.queue?.crash();
    this.#acknowledged.clear();
    this.disconnect();
  }

  send(qos: QoS): void {
    this.#newest += 1;
    const number = this.#newest;
    const what = delivery(String(number), qos, { share: '$share/g/t' });
    if (this.queue === undefined) {
      if (this.#outbox === undefined) return;
      this.#offered.push({ number, qos });
      this.#outbox.offer(what);
      return;
    }
    const seq = this.queue.enqueue(what);
    this.queue.afterCommit(() => {
      this.#promised.set(number, qos);
      this.#outbox?.offer(what, seq);
    });
  }

  commit(): void {
    for (const number of this.#acknowledged) this.#acknowledgedOnDisk.add(number);
    this.queue?.commit();
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.#outbox?.pump();
  }

  isWritable(): boolean {
    return this.isOpen;
  }

  obstacle(what: Delivery): 'not-allowed' | undefined {
    return this.isStrict && numberOf(what) % 5 === 0 ? 'not-allowed' : undefined;
  }

  publish(what: Delivery, messageId: number, isRepeated: boolean): void {
    const number = numberOf(what);
    const qos = what.qos === 2 ? 2 : 1;
    this.#hold(!this.#unfinished.has(messageId), `packet id ${messageId} is in use`);
    this.#hold(messageId >= 1 && messageId <= 65_535, `packet id ${messageId}`);
    this.#hold(number > this.#lastNumber[qos], `${number} after ${this.#lastNumber[qos]} of QoS ${qos}`);
    this.#hold(!this.#acknowledged.has(number) && !this.#acknowledgedOnDisk.has(number), `${number} was done`);
    this.#hold(!this.#released.has(number), `${number} was released`);
    this.#hold(isRepeated || qos === 1 || !this.#received[2].includes(number), `${number} comes again without DUP`);
    this.#lastNumber[qos] = number;
    this.#published.set(number, messageId);
    this.#unfinished.set(messageId, { qos, number });
    this.#hold(this.#unfinished.size <= this.#inflightMax, `${this.#unfinished.size} under way`);
    this.#network.push({ kind: 'publish', messageId, number, qos });
  }

  pubrel(messageId: number): void {
    const number = this.#unfinished.get(messageId)?.number ?? this.#unreleased.get(messageId);
    if (number !== undefined) this.#released.add(number);
    this.#network.push({ kind: 'pubrel', messageId });
  }

  /** The client reads so many packets. */
  receive(count: number): void {
    for (const packet of this.#network.splice(0, count)) {
      const { messageId } = packet;
      if (packet.kind === 'pubrel') {
        this.#unreleased.delete(messageId);
        this.#answers.push({ kind: 'pubcomp', messageId });
      } else if (packet.qos === 1) {
        this.#take(1, packet.number);
        this.#answers.push({ kind: 'puback', messageId });
      } else {
        const known = this.#unreleased.get(messageId);
        this.#hold(known === undefined || known === packet.number, `${packet.number} is taken for ${known}`);
        if (known === undefined) this.#take(2, packet.number);
        this.#unreleased.set(messageId, packet.number);
        this.#answers.push({ kind: 'pubrec', messageId, toNew: known === undefined ? packet.number : undefined });
      }
    }
  }

  /** The client sends one of its answers; it may refuse what it has not accepted before. */
  answer(at: number, mayRefuse: boolean): void {
    const [answer] = this.#answers.splice(at % this.#answers.length, 1);
    if (answer === undefined) return;
    const { kind, messageId, toNew } = answer;
    const isRefused = mayRefuse && toNew !== undefined;
    if (isRefused) {
      this.#unreleased.delete(messageId);
      this.#received[2].splice(this.#received[2].indexOf(toNew), 1);
      this.#dropped.add(toNew);
    }
    this.#hold(this.#acknowledge(answer, isRefused), `${kind} ${messageId} is unknown`);
    this.#hold((this.#outbox?.inflight ?? 0) <= this.#inflightMax, 'too many under way');
  }

  /** The client sends an answer to nothing. */
  answerWrongly({ kind, messageId }: Answer): void {
    const known = this.#unfinished.get(messageId);
    const isQueued = [...(this.queue?.stored.values() ?? [])].some((one) => one.messageId === messageId);
    const isWrong = known === undefined ? !isQueued : (kind === 'puback') !== (known.qos === 1);
    if (isWrong) this.#hold(!this.#acknowledge({ kind, messageId }, false), `${kind} ${messageId} was taken`);
  }

  /** The client comes back for good and takes everything. */
  finish(): void {
    this.isStrict = false;
    this.setOpen(true);
    if (this.#outbox === undefined) this.connect(3, 2, 1);
    do {
      this.commit();
      this.receive(this.#network.length);
      while (this.#answers.length > 0) this.answer(0, false);
      this.commit();
    } while (this.#network.length > 0 || this.#answers.length > 0);
    for (const [number, qos] of this.#promised) {
      const times = this.#received[qos].filter((one) => one === number).length;
      this.#hold(times >= 1 || this.#dropped.has(number), `${number} was lost`);
    }
    const { inflight = 0, waiting = 0, waitingBytes = 0, hasRoom = false } = this.#outbox ?? {};
    this.#hold(inflight + waiting + waitingBytes === 0 && hasRoom, `${inflight} under way, ${waiting} waiting`);
    this.#hold((this.queue?.stored.size ?? 0) === 0, `left in the queue: ${this.queue?.rest}`);
    this.#hold(this.#unreleased.size === 0, 'the client waits for a PUBREL');
    this.disconnect();
  }

  #take(qos: QoS, number: number): void {
    const received = this.#received[qos];
    const isNew = !received.includes(number);
    this.#hold(isNew || qos === 1, `${number} twice`);
    // One that was dropped or refused comes late when that is forgotten in a crash.
    const isLate = isNew && received.some((one) => one > number) && !this.#dropped.has(number);
    this.#hold(!isLate, `${number} for the first time after ${received}`);
    received.push(number);
  }

  #acknowledge({ kind, messageId }: Answer, isRefused: boolean): boolean {
    const known = this.#unfinished.get(messageId);
    if (kind === 'puback' || kind === 'pubcomp' || isRefused) {
      this.#unfinished.delete(messageId);
      // One of QoS 1 that was read before its own commit, by an earlier connection of the same turn, is offered after it.
      const isSettled = known !== undefined && (this.queue === undefined || this.#promised.has(known.number));
      if (isSettled) this.#acknowledged.add(known.number);
    }
    const isTaken =
      kind === 'puback'
        ? this.#outbox?.puback(messageId)
        : kind === 'pubrec'
          ? this.#outbox?.pubrec(messageId, isRefused)
          : this.#outbox?.pubcomp(messageId);
    if (isTaken !== true && known !== undefined) {
      this.#unfinished.set(messageId, known);
      this.#acknowledged.delete(known.number);
    }
    return isTaken === true;
  }

  #hold(isTrue: boolean, otherwise: string): void {
    if (!isTrue) throw new Error(otherwise);
  }
}

function numberOf(what: Delivery): number {
  return Number(nameOf(what));
}
