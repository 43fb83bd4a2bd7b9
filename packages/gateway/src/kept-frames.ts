// The last frames of every charge point, within one bound of memory for all. Each frame is in two lists: that of its charge point, and
// that of all in the order in which they came, so that the oldest of either is at hand.

/** A frame that is kept, and what it takes, in bytes. */
type Kept<Item> = {
  readonly item: Item;
  readonly line: Line<Item>;
  readonly bytes: number;
  /** Of the same charge point. */
  next: Kept<Item> | undefined;
  /** Of all. */
  older: Kept<Item> | undefined;
  newer: Kept<Item> | undefined;
};

type Line<Item> = {
  readonly identity: string;
  first: Kept<Item> | undefined;
  last: Kept<Item> | undefined;
  count: number;
};

/** How much is kept. */
export type KeepOptions = {
  /** Of each charge point. */
  readonly keep: number;
  /** Of all. */
  readonly bytesMax: number;
};

/** Keeps what came last, by identity. */
export class KeptFrames<Item> {
  readonly #lines = new Map<string, Line<Item>>();
  #options: KeepOptions;
  #oldest: Kept<Item> | undefined;
  #newest: Kept<Item> | undefined;
  #count = 0;
  #bytes = 0;

  constructor(options: KeepOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get identities(): number {
    return this.#lines.size;
  }

  /** Keeps an item that takes so many bytes; what is beyond a bound then is forgotten, the oldest first. */
  add(identity: string, item: Item, bytes: number): void {
    const { keep, bytesMax } = this.#options;
    if (keep < 1 || bytes > bytesMax) return;
    const line = this.#lineOf(identity);
    const kept: Kept<Item> = { item, line, bytes, next: undefined, older: this.#newest, newer: undefined };
    if (line.last === undefined) line.first = kept;
    else line.last.next = kept;
    line.last = kept;
    line.count += 1;
    if (this.#newest === undefined) this.#oldest = kept;
    else this.#newest.newer = kept;
    this.#newest = kept;
    this.#count += 1;
    this.#bytes += bytes;
    if (line.count > keep) this.#forgetFirst(line);
    this.#forgetOldest();
  }

  /** What is kept of an identity, oldest first. */
  *of(identity: string): IterableIterator<Item> {
    for (let kept = this.#lines.get(identity)?.first; kept !== undefined; kept = kept.next) yield kept.item;
  }

  reconfigure(options: KeepOptions): void {
    this.#options = options;
    for (const line of this.#lines.values()) while (line.count > options.keep) this.#forgetFirst(line);
    this.#forgetOldest();
  }

  #lineOf(identity: string): Line<Item> {
    const known = this.#lines.get(identity);
    if (known !== undefined) return known;
    const line: Line<Item> = { identity, first: undefined, last: undefined, count: 0 };
    this.#lines.set(identity, line);
    return line;
  }

  #forgetOldest(): void {
    // The oldest of all is the oldest of its charge point as well.
    while (this.#bytes > this.#options.bytesMax && this.#oldest !== undefined) this.#forgetFirst(this.#oldest.line);
  }

  #forgetFirst(line: Line<Item>): void {
    const { first } = line;
    if (first === undefined) return;
    line.first = first.next;
    line.count -= 1;
    if (line.first === undefined) {
      line.last = undefined;
      this.#lines.delete(line.identity);
    }
    if (first.older === undefined) this.#oldest = first.newer;
    else first.older.newer = first.newer;
    if (first.newer === undefined) this.#newest = first.older;
    else first.newer.older = first.older;
    this.#count -= 1;
    this.#bytes -= first.bytes;
  }
}
