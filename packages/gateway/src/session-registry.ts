// Who holds an identity. The newest connection wins (OCPP-J §3.1): claiming never fails, it tells whom it displaced.
// The interface is asynchronous nowhere on the frame path: a registry shared by several machines answers `get` from the
// part that it holds itself.

/** Connections by identity. */
export interface SessionRegistry<Holder> {
  /** Binds the identity to a holder and returns the one that had it. */
  claim(identity: string, holder: Holder): Holder | undefined;
  /** Frees the identity if the holder still has it; false when a newer one does. */
  release(identity: string, holder: Holder): boolean;
  get(identity: string): Holder | undefined;
  list(): IterableIterator<Holder>;
  readonly size: number;
}

/** The registry of one process. */
export class LocalSessionRegistry<Holder> implements SessionRegistry<Holder> {
  readonly #holders = new Map<string, Holder>();

  get size(): number {
    return this.#holders.size;
  }

  claim(identity: string, holder: Holder): Holder | undefined {
    const previous = this.#holders.get(identity);
    this.#holders.set(identity, holder);
    return previous === holder ? undefined : previous;
  }

  release(identity: string, holder: Holder): boolean {
    if (this.#holders.get(identity) !== holder) return false;
    return this.#holders.delete(identity);
  }

  get(identity: string): Holder | undefined {
    return this.#holders.get(identity);
  }

  list(): IterableIterator<Holder> {
    return this.#holders.values();
  }
}
