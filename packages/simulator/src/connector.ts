import { Meter } from './meter.ts';

/** The states of a connector (OCPP 1.6 §7.7). Connector 0, the charge point itself, knows Available, Unavailable and Faulted. */
export type ConnectorStatus =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEVSE'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted';

/** Where a transaction stands, `idle` without one. */
export type ConnectorPhase = 'idle' | 'preparing' | 'charging' | 'suspended' | 'finishing';

/** A transaction; `transactionId` is undefined until the server has given one. */
export type Transaction = {
  readonly connectorId: number;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly startedAtMs: number;
  /** Settles with the answer to StartTransaction. */
  started: Promise<void>;
  transactionId: number | undefined;
};

/** A connector kept for one idTag. */
export type Reservation = {
  readonly reservationId: number;
  readonly idTag: string;
  readonly parentIdTag: string | undefined;
};

const busyStatuses: Readonly<Record<Exclude<ConnectorPhase, 'idle'>, ConnectorStatus>> = {
  preparing: 'Preparing',
  charging: 'Charging',
  suspended: 'SuspendedEVSE',
  finishing: 'Finishing',
};

/** One connector and everything that is true of it. */
export class Connector {
  readonly id: number;
  readonly meter: Meter;
  phase: ConnectorPhase = 'idle';
  transaction: Transaction | undefined;
  reservation: Reservation | undefined;
  /** A ChargePointErrorCode other than NoError makes the connector Faulted. */
  errorCode = 'NoError';
  #operative = true;
  #operativeLater: boolean | undefined;

  constructor(id: number, random: () => number) {
    this.id = id;
    this.meter = new Meter(random);
  }

  get operative(): boolean {
    return this.#operative;
  }

  get status(): ConnectorStatus {
    if (this.errorCode !== 'NoError') return 'Faulted';
    if (this.phase !== 'idle') return busyStatuses[this.phase];
    if (!this.#operative) return 'Unavailable';
    return this.reservation === undefined ? 'Available' : 'Reserved';
  }

  /** Takes the connector in or out of operation; while it is busy the change waits for `release` (OCPP 1.6 §5.2). */
  changeAvailability(operative: boolean): 'Accepted' | 'Scheduled' {
    if (this.phase === 'idle') {
      this.#operative = operative;
      this.#operativeLater = undefined;
      return 'Accepted';
    }
    this.#operativeLater = operative;
    return operative === this.#operative ? 'Accepted' : 'Scheduled';
  }

  /** The vehicle is gone: idle again, with the availability that waited for it. */
  release(): void {
    this.phase = 'idle';
    this.transaction = undefined;
    this.#operative = this.#operativeLater ?? this.#operative;
    this.#operativeLater = undefined;
  }
}
