// Reads the PROXY protocol header of each connection before anybody else (HTTP or TLS) sees a byte of it.

import type { Server, Socket } from 'node:net';
import type { Clock } from './clock.ts';
import { stepBefore } from './connection-step.ts';
import { type Endpoint, plainAddress } from './ip-address.ts';
import { ProxyHeaderParser } from './proxy-protocol.ts';

/** What an intake needs. */
export type ProxyIntakeParts = {
  readonly server: Server;
  readonly clock: Clock;
  /** How long a header may take; asked anew for each connection. */
  readonly timeoutMs: () => number;
  /** Whether a peer may tell whom it speaks for. */
  readonly isAllowed: (address: string) => boolean;
  /** Told of each connection that was cut off for what it sent, or did not send. */
  readonly onRefused: (address: string, problem: string) => void;
};

/** Stands between a server and its connections; there are as many at a time as the server takes. */
export class ProxyIntake {
  readonly #parts: ProxyIntakeParts;
  /** Sources by the ends of their connection: behind TLS it is another socket that asks. */
  readonly #sources = new Map<string, Endpoint>();

  /** Takes the place of whoever listens to the server's connections now, and hands them on. */
  constructor(parts: ProxyIntakeParts) {
    this.#parts = parts;
    stepBefore(parts.server, (socket, handOn) => this.#take(socket, handOn));
  }

  /** How many sources are held: those of connections that stand. */
  get size(): number {
    return this.#sources.size;
  }

  /** Whom a connection, or the TLS within it, was made for; undefined when the proxy did not tell. */
  sourceOf(socket: Socket): Endpoint | undefined {
    return this.#sources.get(endsOf(socket));
  }

  #take(socket: Socket, handOn: () => void): void {
    const { clock, timeoutMs, isAllowed, onRefused } = this.#parts;
    const address = plainAddress(socket.remoteAddress ?? '') ?? '';
    // A socket can tell its ends only while it lives.
    const ends = endsOf(socket);
    const parser = new ProxyHeaderParser();
    // Nobody else listens yet, and an error that nobody hears ends the process; what there is to say, `close` says.
    socket.on('error', () => {});
    let isSilent = true;
    const stop = () => {
      cancel();
      socket.off('readable', read).off('end', end).off('close', stop);
    };
    const refuse = (problem: string) => {
      stop();
      onRefused(address, problem);
      socket.destroy();
    };
    const end = () => {
      if (!isSilent) return refuse('the connection ended within its PROXY header');
      // Load balancers look in like this to see whether anybody is here.
      stop();
      socket.destroy();
    };
    const read = () => {
      for (let bytes: Buffer | null = socket.read(); bytes !== null; bytes = socket.read()) {
        isSilent = false;
        const verdict = parser.push(bytes);
        if (verdict.kind === 'malformed') return refuse(verdict.problem);
        if (verdict.kind === 'more') continue;
        stop();
        if (verdict.header.source !== undefined) this.#remember(socket, ends, verdict.header.source);
        if (verdict.rest.length > 0) socket.unshift(verdict.rest);
        return handOn();
      }
    };
    const cancel = clock.after(timeoutMs(), () => refuse('no PROXY header came in time'));
    if (isAllowed(address)) socket.on('readable', read).on('end', end).on('close', stop);
    else refuse('the peer is not a trusted proxy');
  }

  #remember(socket: Socket, ends: string, source: Endpoint): void {
    this.#sources.set(ends, source);
    socket.once('close', () => {
      // The same ends may be in use again by the time that a socket tells of its end.
      if (this.#sources.get(ends) === source) this.#sources.delete(ends);
    });
  }
}

function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}
