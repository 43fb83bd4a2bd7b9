// The socket of one charge point and its return: whoever uses it sees openings and closings, never a half-open socket.

import { WebSocket } from 'ws';
import { type BackOff, backOffDelayMs } from './back-off.ts';
import { type Clock, Timers } from './clock.ts';
import { ChargePointClosed, NotConnected, SimulatorError } from './errors.ts';
import { type HandshakeOptions, openWebSocket } from './handshake.ts';
import type { Closing } from './raw-charge-point.ts';

/** What a link tells its owner. */
export interface LinkOwner {
  opened(subprotocol: string): void;
  text(text: string): void;
  binary(bytes: Uint8Array): void;
  closed(closing: Closing): void;
  /** Another attempt follows in `delayMs`; `cause` is why the last one failed, undefined after a connection that had been open. */
  waiting(attempt: number, delayMs: number, cause: unknown): void;
  /** The connection stays lost, since `reconnect` is off; `cause` as above. */
  gaveUp(cause: unknown): void;
}

/** How a link connects; `reconnect: false` leaves a lost connection lost. */
export type LinkOptions = {
  readonly handshake: HandshakeOptions;
  readonly reconnect: BackOff | false;
  readonly clock: Clock;
  readonly random: () => number;
};

/** How long the peer may take for its part of the closing handshake. */
const closingMs = 2_000;

/** One WebSocket at a time, reopened with back-off when it is lost. */
export class Link {
  readonly #options: LinkOptions;
  readonly #owner: LinkOwner;
  readonly #timers: Timers;
  #socket: WebSocket | undefined;
  #wanted = false;
  #attempt = 0;
  #restartDelayMs: number | undefined;
  #firstOpen: { resolve(): void; reject(error: unknown): void } | undefined;
  #gone: (() => void)[] = [];

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#timers = new Timers(options.clock);
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Resolves when open. With `retry` a failed attempt is followed by others, otherwise it rejects with HandshakeRefused or ConnectionFailed. */
  open(retry: boolean): Promise<void> {
    if (this.#wanted || this.#socket !== undefined)
      return Promise.reject(new SimulatorError('ALREADY_CONNECTED', 'connect was called twice'));
    this.#wanted = true;
    this.#attempt = 0;
    if (!retry) {
      return this.#dial().catch((error: unknown) => {
        this.#wanted = false;
        throw error;
      });
    }
    return new Promise((resolve, reject) => {
      this.#firstOpen = { resolve, reject };
      this.#dialAgain();
    });
  }

  /** Sends a text or binary message; throws NotConnected. */
  send(message: string | Uint8Array): void {
    if (!this.isOpen) throw new NotConnected();
    this.#socket?.send(message, { binary: typeof message !== 'string' });
  }

  /** Sends a ping, if there is anything to send it on. */
  ping(): void {
    if (this.isOpen) this.#socket?.ping();
  }

  /** Destroys the socket without a closing handshake; the link then reconnects as after any loss. */
  terminate(): void {
    this.#socket?.terminate();
  }

  /** Gives the connection up and opens the next one after `delayMs`, whatever `reconnect` says. */
  restart(delayMs: number, gently: boolean): void {
    this.#restartDelayMs = delayMs;
    if (this.#socket === undefined) this.#lost(undefined);
    else if (gently) this.#socket.close(1000, 'rebooting');
    else this.#socket.terminate();
  }

  /** Ends the link for good; resolves when the socket is gone. */
  close(code: number, reason: string): Promise<void> {
    this.#wanted = false;
    this.#restartDelayMs = undefined;
    this.#timers.clear('retry');
    this.#firstOpen?.reject(new ChargePointClosed());
    this.#firstOpen = undefined;
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#gone.push(resolve);
      if (socket.readyState === WebSocket.CONNECTING) return socket.terminate();
      socket.close(code, reason);
      this.#timers.set('closing', closingMs, () => socket.terminate());
    });
  }

  async #dial(): Promise<void> {
    try {
      await openWebSocket(this.#options.handshake, (socket) => {
        this.#socket = socket;
        // Inside the event, so that nobody misses a frame that came with the handshake.
        socket.once('open', () => this.#opened(socket));
      });
    } catch (error) {
      this.#forgetSocket();
      throw error;
    }
  }

  #opened(socket: WebSocket): void {
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#owner.binary(data as Buffer);
      else this.#owner.text(data.toString());
    });
    socket.once('close', (code, reason) => {
      this.#owner.closed({ code, reason: reason.toString() });
      this.#forgetSocket();
      this.#lost(undefined);
    });
    this.#attempt = 0;
    this.#owner.opened(socket.protocol);
    this.#firstOpen?.resolve();
    this.#firstOpen = undefined;
  }

  #forgetSocket(): void {
    this.#socket = undefined;
    this.#timers.clear('closing');
    for (const resolve of this.#gone.splice(0)) resolve();
  }

  #lost(cause: unknown): void {
    if (!this.#wanted) return;
    const backOff = this.#options.reconnect;
    if (this.#restartDelayMs === undefined && backOff === false) {
      this.#wanted = false;
      this.#firstOpen?.reject(cause);
      this.#firstOpen = undefined;
      this.#owner.gaveUp(cause);
      return;
    }
    const delayMs =
      this.#restartDelayMs ?? (backOff === false ? 0 : backOffDelayMs(this.#attempt, backOff, this.#options.random));
    this.#restartDelayMs = undefined;
    this.#attempt += 1;
    this.#owner.waiting(this.#attempt, delayMs, cause);
    this.#timers.set('retry', delayMs, () => this.#dialAgain());
  }

  #dialAgain(): void {
    this.#dial().catch((error: unknown) => this.#lost(error));
  }
}
