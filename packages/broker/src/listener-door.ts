// What a new connection passes before anybody reads MQTT, HTTP or TLS from it: the rate of the listener, the PROXY header, and the
// limits of the address that it then has. In this order, since each step costs more than the one before.

import type { Server, Socket } from 'node:net';
import { AddressSet, type Clock, type Endpoint, ProxyIntake, peerOf, RateLimit, stepBefore } from '@ocpp-broker/net';
import type { AddressLimits } from './address-limits.ts';
import type { BrokerListenerOptions, ListenerRefusal } from './listener-options.ts';

const defaultProxyProtocolTimeoutMs = 3_000;

/** What a door needs. */
export type ListenerDoorParts = {
  /** The current ones; whether there is a PROXY header cannot change. */
  readonly options: () => BrokerListenerOptions;
  readonly addresses: AddressLimits;
  readonly clock: Clock;
  /** Told of each connection that was closed; without an address for the rate of the listener. */
  readonly refused: (reason: ListenerRefusal, remoteAddress?: string, problem?: string) => void;
};

/** Stands before whoever listens to the connections of a server when it is made. */
export class ListenerDoor {
  readonly #parts: ListenerDoorParts;
  readonly #intake: ProxyIntake | undefined;
  #rate = new RateLimit(0, 0);
  #perSecond = 0;
  #trusted: { readonly entries: readonly string[]; readonly proxies: AddressSet } | undefined;

  constructor(server: Server, parts: ListenerDoorParts) {
    this.#parts = parts;
    stepBefore(server, (socket, handOn) => this.#passAddress(socket, handOn));
    if (parts.options().proxyProtocol === true) this.#intake = this.#takeIn(server);
    stepBefore(server, (socket, handOn) => this.#passRate(socket, handOn));
  }

  /** Whom a connection, or the TLS within it, is for: the client, as far as a proxy tells it. */
  peerOf(socket: Socket): Endpoint {
    return this.#intake?.sourceOf(socket) ?? peerOf(socket);
  }

  #takeIn(server: Server): ProxyIntake {
    const { options, clock, refused } = this.#parts;
    return new ProxyIntake({
      server,
      clock,
      timeoutMs: () => options().proxyProtocolTimeoutMs ?? defaultProxyProtocolTimeoutMs,
      isAllowed: (address) => this.#proxies().isEmpty || this.#proxies().has(address),
      onRefused: (address, problem) => refused('proxy-header', address, problem),
    });
  }

  #passRate(socket: Socket, handOn: () => void): void {
    const perSecond = this.#parts.options().connectRatePerSecond ?? 0;
    const now = this.#parts.clock.now();
    if (perSecond !== this.#perSecond) {
      this.#perSecond = perSecond;
      this.#rate = new RateLimit(perSecond, now);
    }
    if (perSecond === 0 || this.#rate.take(now)) {
      handOn();
      return;
    }
    socket.destroy();
    this.#parts.refused('connection-rate');
  }

  #passAddress(socket: Socket, handOn: () => void): void {
    const { addresses, refused } = this.#parts;
    const { address } = this.peerOf(socket);
    const refusal = addresses.enter(address);
    if (refusal !== undefined) {
      socket.destroy();
      refused(refusal, address);
      return;
    }
    socket.once('close', () => addresses.leave(address));
    handOn();
  }

  #proxies(): AddressSet {
    const entries = this.#parts.options().trustedProxies ?? nobody;
    if (this.#trusted?.entries !== entries) this.#trusted = { entries, proxies: new AddressSet(entries) };
    return this.#trusted.proxies;
  }
}

const nobody: readonly string[] = [];
