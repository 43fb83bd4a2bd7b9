// Where a charge point comes from: the TCP peer says it, or a PROXY header in its place, and then the headers of the request.

import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import { AddressSet, type Endpoint, ProxyIntake, peerOf } from '@ocpp-broker/net';
import { type Origin, originOf } from './forwarded.ts';
import type { ListenerOptions } from './options.ts';
import type { Clock } from './ports.ts';

/** What it takes to know where the connections of a server come from. */
export type OriginsParts = {
  readonly server: Server;
  /** The current ones; whether there is a PROXY header cannot change. */
  readonly options: () => Pick<ListenerOptions, 'proxyProtocol' | 'proxyProtocolTimeoutMs'>;
  readonly clock: Clock;
  /** May change while it runs; the same list is the same array. */
  readonly trustedProxies: () => readonly string[];
  /** Told of each connection that was cut off for its PROXY header. */
  readonly onRefused: (address: string, problem: string) => void;
};

/** The origins of one listener's connections. */
export class Origins {
  readonly #parts: OriginsParts;
  readonly #intake: ProxyIntake | undefined;
  #trusted: { readonly entries: readonly string[]; readonly proxies: AddressSet } | undefined;

  /** Takes the connections of the server in, where they begin with a PROXY header: whoever looks at them first has to come later. */
  constructor(parts: OriginsParts) {
    const { server, options, clock, onRefused } = parts;
    this.#parts = parts;
    const isAllowed = (address: string) => this.#proxies().isEmpty || this.#proxies().has(address);
    const timeoutMs = () => options().proxyProtocolTimeoutMs;
    if (options().proxyProtocol) this.#intake = new ProxyIntake({ server, clock, timeoutMs, isAllowed, onRefused });
  }

  /** Whom a socket speaks for, before any request. */
  peerOf(socket: Socket): Endpoint {
    return this.#intake?.sourceOf(socket) ?? peerOf(socket);
  }

  /** Whom a request of a peer is for. */
  of(peer: Endpoint, { headers }: IncomingMessage): Origin {
    const { 'x-forwarded-for': xForwardedFor, forwarded } = headers;
    const told = { xForwardedFor: xForwardedFor?.toString(), forwarded };
    return originOf(peer, told, (address) => this.#proxies().has(address));
  }

  #proxies(): AddressSet {
    const entries = this.#parts.trustedProxies();
    if (this.#trusted?.entries !== entries) this.#trusted = { entries, proxies: new AddressSet(entries) };
    return this.#trusted.proxies;
  }
}
