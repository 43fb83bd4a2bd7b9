import type { Duplex } from 'node:stream';

/**
 * Stands where Aedes expects the socket of its client. Aedes reads nothing from it, since the broker reads itself and
 * hands Aedes the packets that are its part. What Aedes writes passes through, but for its CONNACK: that always says
 * that there are no shared subscriptions, and knows no session without subscriptions, so the broker sends its own.
 */
export class AedesStream {
  readonly #stream: Duplex;
  #isMuted = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /** From now on what Aedes writes is dropped. */
  mute(): void {
    this.#isMuted = true;
  }

  unmute(): void {
    this.#isMuted = false;
  }

  get destroyed(): boolean {
    return this.#stream.destroyed;
  }

  read(): null {
    return null;
  }

  /** Always true: Aedes would wait for a frozen client to drain before it closes it, and has only a last word to write. */
  write(bytes: Buffer | string): true {
    if (!this.#isMuted) this.#stream.write(bytes);
    return true;
  }

  cork(): void {
    if (!this.#isMuted) this.#stream.cork();
  }

  uncork(): void {
    this.#stream.uncork();
  }

  destroy(error?: Error): this {
    this.#stream.destroy(error);
    return this;
  }

  on(event: string, listener: (...values: unknown[]) => void): this {
    this.#stream.on(event, listener);
    return this;
  }

  once(event: string, listener: (...values: unknown[]) => void): this {
    this.#stream.once(event, listener);
    return this;
  }

  removeListener(event: string, listener: (...values: unknown[]) => void): this {
    this.#stream.removeListener(event, listener);
    return this;
  }

  removeAllListeners(event?: string): this {
    this.#stream.removeAllListeners(event);
    return this;
  }

  emit(event: string): boolean {
    return this.#stream.emit(event);
  }
}
