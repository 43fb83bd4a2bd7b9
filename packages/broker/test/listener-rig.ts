// Listeners without a broker: a test sees the carriers that come in, and decides what becomes of them.
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Clock, TlsServerOptions } from '@ocpp-broker/net';
import type { Carrier } from '../src/carrier.ts';
import type { BrokerListenerOptions } from '../src/listener-options.ts';
import { type ListenerLimits, Listeners } from '../src/listeners.ts';
import type { RefusalEvent } from '../src/refusal-log.ts';
import { certificate, privateKey } from './certificate.ts';

export type Teardown = { teardown(handler: () => unknown): unknown };

export type Accepted = { readonly carrier: Carrier; readonly listenerId: string };

type LogLine = { readonly level: string; readonly message: string } & Record<string, unknown>;

/** A time that stands still until the test turns it. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that wait. */
  get size(): number {
    return this.#timers.size;
  }

  advance(byMs: number): void {
    this.#now += byMs;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}

export const serverTls: TlsServerOptions = {
  certificates: [{ cert: certificate, key: privateKey }],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
};

/** A listener of a type on a free port; `tls` and `wss` have the certificate of the tests. */
export function listenerOf(
  type: BrokerListenerOptions['type'],
  more: Partial<BrokerListenerOptions> = {},
): BrokerListenerOptions {
  const tls = type === 'tls' || type === 'wss' ? { tls: serverTls } : {};
  return { id: `${type}:default`, type, host: '127.0.0.1', port: 0, connectionsMax: 100, ...tls, ...more };
}

/** Turns of the event loop that are waited for a condition. */
const turnsMax = 100_000;

export class ListenerRig {
  readonly clock = new ManualClock();
  readonly accepted: Accepted[] = [];
  readonly refusals: RefusalEvent[] = [];
  readonly log: LogLine[] = [];
  /** Reason codes with which connections were ended, each time with how many. */
  readonly ended: { readonly reasonCode: number; readonly count: number }[] = [];
  readonly listeners: Listeners;
  limits: ListenerLimits = {
    connectTimeoutMs: 5_000,
    maxPacketBytes: 1024 * 1024,
    connectionsPerAddressMax: 0,
    connectRatePerAddressPerSecond: 0,
  };
  hasRoom = true;
  /** What is done before connections are ended. */
  beforeEnd: () => Promise<void> = async () => {};
  readonly #sockets: Socket[] = [];

  constructor(t: Teardown) {
    const write = (level: string) => (fields: object, message: string) => {
      this.log.push({ ...fields, level, message });
    };
    this.listeners = new Listeners({
      limits: () => this.limits,
      connections: {
        hasRoom: () => this.hasRoom,
        accept: (carrier, listenerId) => this.#accept(carrier, listenerId),
        end: (isMeant, reasonCode) => this.#end(isMeant, reasonCode),
      },
      log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
      report: (event) => this.refusals.push(event),
      clock: this.clock,
    });
    t.teardown(async () => {
      for (const socket of this.#sockets) socket.destroy();
      await this.listeners.close();
    });
  }

  /** Reasons of the refusals so far. */
  get reasons(): readonly string[] {
    return this.refusals.map(({ reason }) => reason);
  }

  /** Opens a TCP connection. */
  async connect(port: number): Promise<Socket> {
    const socket = connectSocket({ port, host: '127.0.0.1', noDelay: true });
    this.#sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Speaks TLS on a socket. */
  async secure(socket: Socket, options: ConnectionOptions = {}): Promise<Socket> {
    const secured = connectTls({ socket, ca: certificate, servername: 'localhost', ...options });
    this.#sockets.push(secured);
    await once(secured, 'secureConnect');
    secured.on('error', () => undefined);
    return secured;
  }

  /** Resolves in the turn of the event loop in which the condition holds. */
  async until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < turnsMax; turn += 1) {
      if (isSo()) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`it never came true: ${isSo}`);
  }

  /** Resolves with the connection of that number, counted from 0. */
  async acceptedAt(place: number): Promise<Accepted> {
    await this.until(() => this.accepted.length > place);
    return this.accepted[place] as Accepted;
  }

  #accept(carrier: Carrier, listenerId: string): void {
    if (!this.hasRoom) {
      carrier.terminate();
      return;
    }
    carrier.stream.on('error', () => undefined);
    this.accepted.push({ carrier, listenerId });
  }

  async #end(isMeant: (carrier: Carrier) => boolean, reasonCode: number): Promise<void> {
    await this.beforeEnd();
    const meant = this.accepted.filter(({ carrier }) => !carrier.stream.destroyed && isMeant(carrier));
    this.ended.push({ reasonCode, count: meant.length });
    const gone = meant.map(({ carrier }) => new Promise<void>((resolve) => carrier.onClosed(resolve)));
    for (const { carrier } of meant) carrier.terminate();
    await Promise.all(gone);
  }
}

/** Resolves when a socket is closed, by whomever. */
export async function gone(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}
