import type { Duplex } from 'node:stream';

/** Bytes that are joined at most; more make no fewer system calls, and hide whether the peer keeps up. */
const heldBytesMax = 64 * 1024;

/** Joins what is written within one turn of the event loop into one system call, which costs more than all the rest. */
export class OutputBatch {
  #held: Output[] = [];
  #isScheduled = false;

  hold(output: Output): void {
    this.#held.push(output);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#isScheduled = false;
    const held = this.#held;
    this.#held = [];
    for (const output of held) output.flush();
  };
}

/** The write side of one connection; what Aedes writes to the same stream keeps its place in between. */
export class Output {
  readonly #stream: Duplex;
  readonly #batch: OutputBatch;
  #isHeld = false;
  #heldBytes = 0;
  #isFull = false;

  constructor(stream: Duplex, batch: OutputBatch) {
    this.#stream = stream;
    this.#batch = batch;
  }

  /** The peer has been sent more than it takes, and `drained` was not called since. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The peer has taken everything. */
  drained(): void {
    this.#isFull = false;
  }

  /** Returns whether the peer keeps up, as a stream does. */
  write(bytes: Buffer): boolean {
    if (!this.#isHeld) {
      this.#isHeld = true;
      this.#heldBytes = 0;
      this.#stream.cork();
      this.#batch.hold(this);
    }
    const keepsUp = this.#stream.write(bytes);
    if (!keepsUp) this.#isFull = true;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes >= heldBytesMax) this.flush();
    return keepsUp;
  }

  /** Hands what was written to the system now. */
  flush(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#stream.uncork();
  }
}
