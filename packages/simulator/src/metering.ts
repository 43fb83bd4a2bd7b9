// The meter values of running transactions (OCPP 1.6 §4.7), taken every MeterValueSampleInterval.

import type { Payload } from '@ocpp-broker/ocpp';
import { timestamp } from './clock.ts';
import type { Connector, Transaction } from './connector.ts';
import { currentMinA } from './meter.ts';
import type { Station } from './station.ts';

/** What a transaction reports of itself; `energyWh` counts from its start. */
export type TransactionEvent = {
  readonly kind: 'started' | 'metered' | 'stopped';
  readonly connectorId: number;
  readonly transactionId: number;
  readonly energyWh: number;
  readonly reason?: string;
};

/** The meters of one charge point. */
export class Metering {
  readonly #station: Station;

  constructor(station: Station) {
    this.#station = station;
  }

  /** A vehicle charges on a connector: its meter runs and is read regularly. */
  start(connector: Connector): void {
    connector.meter.plugIn(this.#station.now(), this.#limitA(connector));
    this.#setPhase(connector);
    this.#schedule(connector);
  }

  /** Nothing is drawn any more. */
  stop(connector: Connector): void {
    this.#station.timers.clear(timerName(connector));
    connector.meter.unplug(this.#station.now());
  }

  /** Sends the meter values of a connector now, as TriggerMessage asks. */
  async send(connector: Connector): Promise<void> {
    this.#advance(connector);
    const payload = this.#payload(connector, 'Trigger');
    if (payload !== undefined) await this.#station.call('MeterValues', payload);
  }

  /** Counts MeterValueSampleInterval from now on every connector that charges. */
  reschedule(): void {
    for (const connector of this.#station.device.connectors) {
      if (isMetered(connector)) this.#schedule(connector);
    }
  }

  #schedule(connector: Connector): void {
    const intervalS = this.#station.device.configuration.count('MeterValueSampleInterval');
    this.#station.timers.clear(timerName(connector));
    if (intervalS === 0) return;
    this.#station.timers.set(timerName(connector), intervalS * 1000, () => {
      this.#schedule(connector);
      this.#advance(connector);
      const payload = this.#payload(connector, 'Sample.Periodic');
      const { transaction } = connector;
      if (payload === undefined || transaction?.transactionId === undefined) return;
      this.#station.transaction(transactionEvent('metered', connector, transaction));
      this.#station.run(this.#station.call('MeterValues', payload, { durable: true, expendable: true }));
    });
  }

  #advance(connector: Connector): void {
    connector.meter.advance(this.#station.now(), this.#limitA(connector));
    if (!isMetered(connector)) return;
    this.#setPhase(connector);
    this.#station.reportStatus(connector.id);
  }

  /** A limit under which no vehicle can charge suspends the transaction. */
  #setPhase(connector: Connector): void {
    connector.phase = this.#limitA(connector) < currentMinA ? 'suspended' : 'charging';
  }

  #limitA(connector: Connector): number {
    const { profiles } = this.#station.device;
    return profiles.limitA(connector.id, this.#station.now(), connector.transaction?.startedAtMs);
  }

  #payload(connector: Connector, context: 'Sample.Periodic' | 'Trigger'): Payload | undefined {
    const sampledValue = connector.meter.sample(this.#station.device.configuration.sampledMeasurands(), context);
    if (sampledValue.length === 0) return undefined;
    const transactionId = connector.transaction?.transactionId;
    return {
      connectorId: connector.id,
      ...(transactionId === undefined ? {} : { transactionId }),
      meterValue: [{ timestamp: timestamp(this.#station.now()), sampledValue }],
    };
  }
}

/** What a transaction has to report now. */
export function transactionEvent(
  kind: TransactionEvent['kind'],
  connector: Connector,
  transaction: Transaction,
): TransactionEvent {
  const { transactionId = 0, meterStartWh } = transaction;
  return { kind, connectorId: connector.id, transactionId, energyWh: connector.meter.registerWh - meterStartWh };
}

function isMetered({ phase }: Connector): boolean {
  return phase === 'charging' || phase === 'suspended';
}

function timerName(connector: Connector): string {
  return `meter:${connector.id}`;
}
