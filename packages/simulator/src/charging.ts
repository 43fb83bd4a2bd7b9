// Transactions: who may start one, what is sent while it runs, how it ends (OCPP 1.6 §3.6, §4.8, §4.10). What belongs to a transaction is sent durably:
// it survives a loss of the connection.

import type { Payload } from '@ocpp-broker/ocpp';
import { authorize } from './authorization.ts';
import { timestamp } from './clock.ts';
import type { Connector, Transaction } from './connector.ts';
import { connectorOf } from './device.ts';
import { SimulatorError, TransactionRefused } from './errors.ts';
import { transactionEvent } from './metering.ts';
import type { Station } from './station.ts';

/** A wish for a transaction; `authorized` skips Authorize, as RemoteStartTransaction does. */
export type StartRequest = {
  readonly connectorId: number;
  readonly idTag: string;
  readonly authorized?: boolean;
};

/** The transactions of one charge point. */
export class Charging {
  readonly #station: Station;

  constructor(station: Station) {
    this.#station = station;
  }

  /** Why a transaction for `idTag` cannot start on a connector; undefined when it can. */
  obstacle(connectorId: number, idTag: string): string | undefined {
    const connector = connectorOf(this.#station.device, connectorId);
    if (connector === undefined) return 'there is no such connector';
    if (connector.phase !== 'idle') return 'the connector is occupied';
    const { reservation } = connector;
    if (reservation !== undefined) {
      const parent = this.#station.device.cache.find(idTag)?.parentIdTag;
      const isHolder =
        sameIdTag(reservation.idTag, idTag) ||
        (parent !== undefined && reservation.parentIdTag !== undefined && sameIdTag(parent, reservation.parentIdTag));
      return isHolder ? undefined : 'the connector is reserved';
    }
    return connector.status === 'Available' ? undefined : `the connector is ${connector.status}`;
  }

  /** Authorizes, starts and resolves once the server has given the transaction its id; rejects with TransactionRefused or with what became of the CALL. */
  async start(request: StartRequest): Promise<Transaction> {
    const { connectorId, idTag } = request;
    const obstacle = this.obstacle(connectorId, idTag);
    const connector = this.#station.device.connectors[connectorId];
    if (connector === undefined || obstacle !== undefined) {
      throw new TransactionRefused(connectorId, obstacle ?? 'there is no such connector');
    }
    connector.phase = 'preparing';
    this.#station.reportStatus(connectorId);
    if (request.authorized !== true) await this.#authorizeFor(connector, idTag);
    const { transaction, answer } = this.#begin(connector, idTag);
    try {
      await transaction.started;
    } catch (error) {
      this.#end(connector, transaction);
      throw error;
    }
    this.#station.transaction(transactionEvent('started', connector, transaction));
    const status = idTagStatus(await answer);
    if (status === 'Accepted') return transaction;
    // StopTransactionOnInvalidId (OCPP 1.6 §9.1); without it the vehicle stays, and so does the transaction.
    if (!this.#station.device.configuration.flag('StopTransactionOnInvalidId')) return transaction;
    if (connector.transaction === transaction) await this.stop(connectorId, 'DeAuthorized');
    throw new TransactionRefused(connectorId, `the idTag is ${status}`);
  }

  /** Ends the transaction on a connector; resolves when the server has answered. `reason` as in OCPP 1.6 §7.36. */
  async stop(connectorId: number, reason = 'Local'): Promise<void> {
    const connector = this.#station.device.connectors[connectorId];
    const transaction = connector?.transaction;
    if (connector === undefined || transaction === undefined || connector.phase === 'finishing') {
      throw new TransactionRefused(connectorId, 'none is running');
    }
    const stoppedAtMs = this.#station.now();
    this.#station.metering.stop(connector);
    const meterStop = connector.meter.registerWh;
    connector.phase = 'finishing';
    this.#station.reportStatus(connectorId);
    try {
      await transaction.started;
      const { transactionId, idTag } = transaction;
      const payload = { transactionId, idTag, meterStop, timestamp: timestamp(stoppedAtMs), reason };
      await this.#station.call('StopTransaction', payload, { durable: true });
      this.#station.transaction({ ...transactionEvent('stopped', connector, transaction), reason });
    } finally {
      this.#end(connector, transaction);
    }
  }

  /** Ends every transaction; resolves when each has been answered or has failed. */
  async stopAll(reason: string): Promise<void> {
    const running = this.#station.device.connectors.filter(
      ({ phase }) => phase === 'charging' || phase === 'suspended',
    );
    const stops = running.map(({ id }) => this.stop(id, reason));
    for (const stop of stops) this.#station.run(stop);
    await Promise.allSettled(stops);
  }

  /** The connector whose transaction has this id. */
  find(transactionId: number): Connector | undefined {
    return this.#station.device.connectors.find(
      ({ transaction }) => transaction !== undefined && transaction.transactionId === transactionId,
    );
  }

  /** The power goes: transactions end where they stand, and nothing is sent. */
  abandon(): void {
    for (const connector of this.#station.device.connectors) {
      connector.meter.unplug(this.#station.now());
      connector.reservation = undefined;
      connector.release();
    }
  }

  async #authorizeFor(connector: Connector, idTag: string): Promise<void> {
    try {
      const status = await authorize(this.#station, idTag);
      if (status !== 'Accepted') throw new TransactionRefused(connector.id, `the idTag is ${status}`);
      if (connector.phase !== 'preparing') throw new TransactionRefused(connector.id, 'the charge point was closed');
    } catch (error) {
      if (connector.phase === 'preparing') connector.release();
      this.#station.device.profiles.endTransaction(connector.id);
      this.#station.reportStatus(connector.id);
      throw error;
    }
  }

  #begin(connector: Connector, idTag: string): { transaction: Transaction; answer: Promise<Payload> } {
    const { timers, metering } = this.#station;
    const startedAtMs = this.#station.now();
    const { reservation } = connector;
    connector.reservation = undefined;
    timers.clear(reservationTimer(connector.id));
    const meterStartWh = connector.meter.registerWh;
    const answer = this.#station.call(
      'StartTransaction',
      {
        connectorId: connector.id,
        idTag,
        meterStart: meterStartWh,
        ...(reservation === undefined ? {} : { reservationId: reservation.reservationId }),
        timestamp: timestamp(startedAtMs),
      },
      { durable: true },
    );
    const transaction: Transaction = {
      connectorId: connector.id,
      idTag,
      meterStartWh,
      startedAtMs,
      transactionId: undefined,
      started: answer.then((payload) => {
        const transactionId = payload.transactionId;
        if (typeof transactionId !== 'number') {
          throw new SimulatorError('BAD_ANSWER', 'the answer to StartTransaction lacks its transactionId');
        }
        transaction.transactionId = transactionId;
      }),
    };
    connector.transaction = transaction;
    metering.start(connector);
    this.#station.reportStatus(connector.id);
    return { transaction, answer };
  }

  #end(connector: Connector, transaction: Transaction): void {
    if (connector.transaction !== transaction) return;
    this.#station.metering.stop(connector);
    connector.release();
    this.#station.device.profiles.endTransaction(connector.id);
    this.#station.reportStatus(connector.id);
  }
}

/** The timer of a connector's reservation. */
export function reservationTimer(connectorId: number): string {
  return `reservation:${connectorId}`;
}

/** Whether two idTags are the same (OCPP 1.6 §7.28: a CiString). */
export function sameIdTag(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function idTagStatus(answer: Payload): string {
  const info = answer.idTagInfo;
  const status = typeof info === 'object' && info !== null && 'status' in info ? info.status : undefined;
  return typeof status === 'string' ? status : 'Invalid';
}
