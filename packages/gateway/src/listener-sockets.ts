import type { Socket } from 'node:net';

/**
 * The sockets of one listener, each forgotten when it closes. All of them share their listeners for events: closures of their own took
 * some 700 bytes of each charge point that rests (measured).
 */
export class ListenerSockets {
  /** Every TCP connection, so that none is left when the port closes: neither a refused one nor one in the midst of TLS. */
  readonly #all = new Set<Socket>();
  /** Those that are connected, or may become so. */
  readonly #seated = new Set<Socket>();
  readonly #forget: (this: Socket) => void;
  readonly #fail: (this: Socket, error: Error) => void;

  /** `onFailed` is told when a socket fails that has, or had, a seat. */
  constructor(onFailed: (socket: Socket, error: Error) => void) {
    const [all, seated] = [this.#all, this.#seated];
    this.#forget = function forget() {
      all.delete(this);
      seated.delete(this);
    };
    this.#fail = function fail(error) {
      onFailed(this, error);
    };
  }

  /** How many have a seat. */
  get seated(): number {
    return this.#seated.size;
  }

  /** Takes a TCP connection that has just come. */
  add(socket: Socket): void {
    this.#all.add(socket);
    socket.on('close', this.#forget);
  }

  /** Gives a socket a seat; with TLS it is not the one that has come, but one over it. */
  seat(socket: Socket): void {
    this.#seated.add(socket);
    socket.on('error', this.#fail);
    if (!this.#all.has(socket)) socket.on('close', this.#forget);
  }

  /** Takes its seat, though it may not be closed yet. */
  unseat(socket: Socket): void {
    this.#seated.delete(socket);
  }

  destroy(): void {
    for (const socket of this.#all) socket.destroy();
  }
}
