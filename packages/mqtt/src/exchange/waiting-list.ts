/** Items that were taken are cut off the list when there are so many of them. */
const takenMax = 1024;

/** What waits for its turn, in order, and the bytes that it takes in memory; its user holds them against a limit. */
export class WaitingList<T extends { readonly bytes: number }> {
  #items: (T | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#bytes += item.bytes;
  }

  /** Takes the oldest one. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    // The list must not keep alive what has left it.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= item.bytes;
    if (this.#head === this.#items.length || this.#head >= takenMax) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
