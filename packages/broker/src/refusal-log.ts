import { type Clock, RateLimit, RatePerKey } from '@ocpp-broker/net';
import type { ListenerRefusal } from './listener-options.ts';
import type { Logger } from './ports.ts';

/** A connection that a listener closed; without an address where it concerns the listener as a whole. */
export type Refusal = {
  readonly reason: ListenerRefusal;
  readonly listenerId: string;
  readonly remoteAddress?: string;
  /** What was wrong, in words. */
  readonly problem?: string;
};

/** What a metric is made of. */
export type RefusalEvent = {
  readonly kind: 'connection-refused';
  readonly reason: ListenerRefusal;
  readonly listenerId: string;
};

/** Lines a second over all addresses: strangers could make any number of them. */
const linesPerSecondMax = 10;

/** Addresses and listeners that are remembered to have had their line. */
export const namedMax = 10_000;

const linesPerMinute = 1 / 60;

/** Counts every refused connection, and writes of it once a minute for each address, or for each listener and reason. */
export class RefusalLog {
  readonly #log: Logger;
  readonly #report: (event: RefusalEvent) => void;
  readonly #clock: Clock;
  readonly #named = new RatePerKey({ perSecond: linesPerMinute, keysMax: namedMax });
  readonly #lines: RateLimit;

  constructor(log: Logger, report: (event: RefusalEvent) => void, clock: Clock) {
    this.#log = log;
    this.#report = report;
    this.#clock = clock;
    this.#lines = new RateLimit(linesPerSecondMax, clock.now());
  }

  refused({ reason, listenerId, remoteAddress, problem }: Refusal): void {
    this.#report({ kind: 'connection-refused', reason, listenerId });
    const now = this.#clock.now();
    const key = remoteAddress ?? `${listenerId} ${reason}`;
    if (!this.#named.take(key, now) || !this.#lines.take(now)) return;
    if (remoteAddress === undefined) this.#log.warn({ listener: listenerId, reason }, 'new connections are closed');
    else this.#log.warn({ listener: listenerId, remoteAddress, reason, problem }, 'connection refused');
  }
}
