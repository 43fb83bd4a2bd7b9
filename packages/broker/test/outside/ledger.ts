// What was published, what each subscriber has got of it, and what the two have to do with each other.
import type { ReceivedPublish } from './server-packets.ts';

/** One publish; `n` counts those of its publisher. */
export type Entry = {
  readonly publisher: string;
  readonly n: number;
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  /** Its connection was lost soon after: with QoS 0 it may be lost as well, with QoS 1 it may have been sent again. */
  isUnsure: boolean;
};

/** How often a subscriber must have a message. */
export type Count = 'once' | 'at least once' | 'at most once' | 'never' | 'any';

export class Ledger {
  readonly entries: Entry[] = [];
  readonly #byText = new Map<string, Entry>();

  publish(entry: Entry): string {
    const text = `${entry.publisher}:${entry.n}`;
    this.entries.push(entry);
    this.#byText.set(text, entry);
    return text;
  }

  entryOf(text: string): Entry | undefined {
    return this.#byText.get(text);
  }
}

/** What one subscriber has received. */
export class Receipts {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #counts = new Map<Entry, number>();
  readonly #last = new Map<string, number>();
  readonly #problems: string[] = [];
  /** Markers that have come; they are published behind everything else. */
  markers = 0;
  #hasForgotten = false;

  constructor(name: string, ledger: Ledger) {
    this.name = name;
    this.#ledger = ledger;
  }

  /** A live message; retained ones that a SUBSCRIBE brings are not to be counted. */
  add({ topic, payload }: Pick<ReceivedPublish, 'topic' | 'payload'>): void {
    const text = payload.toString();
    if (text.startsWith('end:')) {
      this.markers += 1;
      return;
    }
    const entry = this.#ledger.entryOf(text);
    if (entry === undefined || entry.topic !== topic) {
      this.#note(`has ${text} on ${topic}, which nobody published`);
      return;
    }
    const count = (this.#counts.get(entry) ?? 0) + 1;
    this.#counts.set(entry, count);
    if (count === 1) this.#checkOrder(entry, text);
  }

  /** Begins anew, as a clean session does: only order within one connection counts for it. */
  forget(): void {
    this.#hasForgotten = true;
    this.#counts.clear();
    this.#last.clear();
  }

  /** Messages that have come at least once. */
  get distinct(): number {
    return this.#counts.size;
  }

  countOf(entry: Entry): number {
    return this.#counts.get(entry) ?? 0;
  }

  /** Whether nothing is missing any more. */
  isComplete(wanted: (entry: Entry) => Count): boolean {
    return this.#ledger.entries.every((entry) => {
      const count = wanted(entry);
      return this.countOf(entry) > 0 || (count !== 'once' && count !== 'at least once');
    });
  }

  /** Everything that is not as it must be. */
  problems(wanted: (entry: Entry) => Count): string[] {
    const problems = [...this.#problems];
    for (const entry of this.#ledger.entries) {
      const count = this.countOf(entry);
      const rule = wanted(entry);
      const isRight =
        rule === 'any' ||
        (rule === 'never' && count === 0) ||
        (rule === 'once' && count === 1) ||
        (rule === 'at least once' && count >= 1) ||
        (rule === 'at most once' && count <= 1);
      if (!isRight) problems.push(`${this.name} has ${describe(entry)} ${count} times, it should be ${rule}`);
    }
    return problems;
  }

  /** §4.6: messages of one publisher, topic and QoS arrive in the order in which they were published. */
  #checkOrder(entry: Entry, text: string): void {
    // What its publisher has sent again may have come the first time to what is forgotten.
    if (this.#hasForgotten && entry.isUnsure) return;
    const stream = `${entry.publisher} ${entry.topic} ${entry.qos}`;
    const before = this.#last.get(stream) ?? -1;
    if (entry.n < before) this.#note(`has ${text} (${entry.topic}, QoS ${entry.qos}) behind ${before}`);
    this.#last.set(stream, Math.max(before, entry.n));
  }

  #note(problem: string): void {
    this.#problems.push(`${this.name} ${problem}`);
  }
}

function describe({ publisher, n, topic, qos, retain }: Entry): string {
  return `${publisher}:${n} (${topic}, QoS ${qos}${retain ? ', retained' : ''})`;
}
