import { timestamp } from './clock.ts';
import type { ConnectorStatus } from './connector.ts';
import type { Station } from './station.ts';

/** StatusNotification for every connector whose status has changed since the server was told last (OCPP 1.6 §4.9). */
export class StatusReports {
  readonly #station: Station;
  readonly #show: (connectorId: number, status: ConnectorStatus) => void;
  /** Status and error code by connector, as the server was told last. */
  readonly #reported = new Map<number, string>();
  /** The same, as `show` was told last. */
  readonly #shown = new Map<number, string>();

  constructor(station: Station, show: (connectorId: number, status: ConnectorStatus) => void) {
    this.#station = station;
    this.#show = show;
  }

  /** Tells the server about a connector if its status is news, or `always`. */
  report(connectorId: number, always: boolean): void {
    const connector = this.#station.device.connectors[connectorId];
    if (connector === undefined) return;
    const { status, errorCode } = connector;
    const state = `${status}/${errorCode}`;
    if (this.#shown.get(connectorId) !== state) {
      this.#shown.set(connectorId, state);
      this.#show(connectorId, status);
    }
    // Offline, a change waits for the next registration; a trigger may ask before it (OCPP 1.6 §4.2).
    const isDue = always ? this.#station.connected : this.#station.online && this.#reported.get(connectorId) !== state;
    if (!isDue) return;
    this.#reported.set(connectorId, state);
    const payload = { connectorId, errorCode, status, timestamp: timestamp(this.#station.now()) };
    this.#station.run(this.#send(connectorId, payload));
  }

  reportAll(): void {
    for (const { id } of this.#station.device.connectors) this.report(id, false);
  }

  /** After a boot the server knows nothing. */
  forget(): void {
    this.#reported.clear();
  }

  async #send(connectorId: number, payload: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await this.#station.call('StatusNotification', payload);
    } catch (error) {
      this.#reported.delete(connectorId);
      throw error;
    }
  }
}
