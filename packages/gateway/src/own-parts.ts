// What a connection is made of, in little memory: all but a few parts are the same for every charge point of a gateway.

import type { Report } from '@ocpp-broker/ocpp';
import type { SettledCall } from './call-outcome.ts';
import type { Connection } from './connection.ts';
import type { ConnectionParts } from './connection-parts.ts';
import type { FrameLog } from './frame-log.ts';
import { IdentityLog } from './identity-log.ts';
import type { GatewayObserver } from './observer.ts';
import type { Bus, Clock, Logger, StoredRegistration } from './ports.ts';

/** The parts that all connections of a gateway share; what is told tells of whom. */
export type SharedParts = Pick<
  ConnectionParts,
  'bus' | 'clock' | 'frames' | 'observer' | 'onSettled' | 'onEnding' | 'onClosed'
> & {
  readonly log: Logger;
  readonly onRemember: (part: Partial<StoredRegistration>, identity: string) => void;
  readonly onReport: (report: Report, identity: string) => void;
};

type Own = Pick<ConnectionParts, 'socket' | 'carrier' | 'frameBytesMax' | 'peer' | 'options' | 'stored' | 'answered'>;

/** The parts of one connection. */
export class OwnParts implements ConnectionParts {
  readonly socket: ConnectionParts['socket'];
  readonly carrier: ConnectionParts['carrier'];
  readonly frameBytesMax: ConnectionParts['frameBytesMax'];
  readonly peer: ConnectionParts['peer'];
  readonly options: ConnectionParts['options'];
  readonly answered: ConnectionParts['answered'];
  readonly log: Logger;
  readonly #shared: SharedParts;
  #stored: StoredRegistration | undefined;

  constructor({ socket, carrier, frameBytesMax, peer, options, stored, answered }: Own, shared: SharedParts) {
    this.socket = socket;
    this.carrier = carrier;
    this.frameBytesMax = frameBytesMax;
    this.peer = peer;
    this.options = options;
    this.answered = answered;
    this.log = new IdentityLog(shared.log, peer.identity);
    this.#shared = shared;
    this.#stored = stored;
  }

  /** What was remembered of the identity when it came; undefined after `forget`. */
  get stored(): StoredRegistration | undefined {
    return this.#stored;
  }

  get bus(): Bus {
    return this.#shared.bus;
  }

  get clock(): Clock {
    return this.#shared.clock;
  }

  get frames(): FrameLog {
    return this.#shared.frames;
  }

  get observer(): GatewayObserver | undefined {
    return this.#shared.observer;
  }

  /** Lets go of what only the making of the connection needs. */
  forget(): void {
    this.#stored = undefined;
  }

  onRemember(part: Partial<StoredRegistration>): void {
    this.#shared.onRemember(part, this.peer.identity);
  }

  onReport(report: Report): void {
    this.#shared.onReport(report, this.peer.identity);
  }

  onSettled(caller: number, settled: SettledCall): void {
    this.#shared.onSettled(caller, settled);
  }

  onEnding(connection: Connection): void {
    this.#shared.onEnding(connection);
  }

  onClosed(connection: Connection, code: number, reason: string): void {
    this.#shared.onClosed(connection, code, reason);
  }
}
