/** A set of strings that forgets: the least recently used past `entriesMax`, and each one `ttlMs` after its last use. */
export class ExpiringSet {
  readonly #entriesMax: number;
  readonly #ttlMs: number;
  readonly #now: () => number;
  /** A Map keeps the order of insertion, and every use inserts anew: the first entry is the least recently used. */
  readonly #expiresAt = new Map<string, number>();

  constructor(parts: { readonly entriesMax: number; readonly ttlMs: number; readonly now: () => number }) {
    this.#entriesMax = parts.entriesMax;
    this.#ttlMs = parts.ttlMs;
    this.#now = parts.now;
  }

  get size(): number {
    return this.#expiresAt.size;
  }

  /** Whether `key` is in and has not expired. `touch: false` leaves its age as it is. */
  has(key: string, touch = true): boolean {
    const expiresAt = this.#expiresAt.get(key);
    if (expiresAt === undefined) return false;
    if (expiresAt <= this.#now()) {
      this.#expiresAt.delete(key);
      return false;
    }
    if (touch) this.add(key);
    return true;
  }

  add(key: string): void {
    this.#expiresAt.delete(key);
    this.#expiresAt.set(key, this.#now() + this.#ttlMs);
    if (this.#expiresAt.size <= this.#entriesMax) return;
    const oldest = this.#expiresAt.keys().next();
    if (!oldest.done) this.#expiresAt.delete(oldest.value);
  }

  clear(): void {
    this.#expiresAt.clear();
  }
}
