// Customers: somebody plugs in at every connector, charges, leaves, and the next one comes.

import type { ChargePoint } from './charge-point.ts';
import type { Clock } from './clock.ts';
import { ChargePointClosed } from './errors.ts';

/** A span of time from which chance picks. */
export type Span = { readonly minMs: number; readonly maxMs: number };

/** How busy the connectors are. */
export type WorkloadOptions = {
  readonly idTag: string;
  /** Between two transactions of a connector. */
  readonly pause: Span;
  /** Length of a transaction. */
  readonly charge: Span;
  readonly clock: Clock;
  readonly random: () => number;
};

/** Runs transactions on all connectors of a charge point until it is stopped. */
export class Workload {
  readonly #chargePoint: ChargePoint;
  readonly #options: WorkloadOptions;
  readonly #stopping = new AbortController();
  readonly #customers: readonly Promise<void>[];

  constructor(chargePoint: ChargePoint, options: WorkloadOptions) {
    this.#chargePoint = chargePoint;
    this.#options = options;
    const connectorIds = chargePoint.device.connectors.map(({ id }) => id).filter((id) => id > 0);
    this.#customers = connectorIds.map((connectorId) => this.#customersOf(connectorId));
  }

  /** Lets the transactions end; resolves when the server has answered the last one, or nobody can tell it any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#customers);
  }

  async #customersOf(connectorId: number): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#wait(this.#options.pause);
      // Whoever comes to a charge point that is offline drives on.
      if (!this.#chargePoint.connected || this.#chargePoint.registration !== 'Accepted') continue;
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#chargePoint.startTransaction({ connectorId, idTag: this.#options.idTag });
        await this.#wait(this.#options.charge);
        await this.#chargePoint.stopTransaction(connectorId, this.#options.random() < 0.5 ? 'Local' : 'EVDisconnected');
      } catch (error) {
        // What the end of the simulation takes along is no problem.
        if (error instanceof ChargePointClosed) return;
        this.#chargePoint.emit('problem', error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  #wait({ minMs, maxMs }: Span): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(minMs + (maxMs - minMs) * this.#options.random(), () => {
        signal.removeEventListener('abort', leave);
        resolve();
      });
      const leave = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
