// What the messages of a charge point tell about it, for the operator's eyes. Nothing in the protocol depends on it.

import type { Call, CallError } from '@ocpp-broker/ocpp';
import type { StoredRegistration } from './ports.ts';

/** A connector's last StatusNotification. */
export type ConnectorStatus = { readonly id: number; readonly status: string; readonly errorCode: string };

/** What is known of a charge point. Times are milliseconds since the epoch. */
export type ChargePointFacts = {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
  readonly lastHeartbeatAt: number | null;
  readonly connectors: readonly ConnectorStatus[];
  readonly lastError: string | null;
};

/** Connectors that are shown; a charge point with more is not one. */
export const connectorsMax = 64;

const textLengthMax = 255;

/** Watches the CALLs of one charge point. */
export class ChargePointView {
  #identification: Pick<ChargePointFacts, 'vendor' | 'model' | 'serialNumber' | 'firmwareVersion'>;
  #lastHeartbeatAt: number | null = null;
  #lastError: string | null = null;
  readonly #connectors = new Map<number, ConnectorStatus>();

  constructor(stored: StoredRegistration | undefined) {
    const { vendor = null, model = null, serialNumber = null, firmwareVersion = null } = stored ?? {};
    this.#identification = { vendor, model, serialNumber, firmwareVersion };
  }

  /** Takes a CALL; returns what is worth remembering of it beyond the connection. */
  observe(call: Call, now: number): Partial<StoredRegistration> | undefined {
    switch (call.action) {
      case 'Heartbeat':
        this.#lastHeartbeatAt = now;
        return undefined;
      case 'StatusNotification':
        this.#observeStatus(call);
        return undefined;
      case 'BootNotification':
        this.#identification = identificationOf(call);
        return { ...this.#identification, lastBootAt: now };
      default:
        return undefined;
    }
  }

  observeError({ errorCode, errorDescription }: CallError): void {
    this.#lastError = `${errorCode}: ${errorDescription}`.slice(0, textLengthMax);
  }

  facts(): ChargePointFacts {
    const connectors = [...this.#connectors.values()].sort((one, other) => one.id - other.id);
    return {
      ...this.#identification,
      lastHeartbeatAt: this.#lastHeartbeatAt,
      connectors,
      lastError: this.#lastError,
    };
  }

  #observeStatus({ payload }: Call): void {
    const { connectorId: id, status, errorCode } = payload;
    if (typeof id !== 'number' || typeof status !== 'string') return;
    if (!this.#connectors.has(id) && this.#connectors.size >= connectorsMax) return;
    this.#connectors.set(id, { id, status: cut(status), errorCode: text(errorCode) ?? '' });
  }
}

function identificationOf({
  payload,
}: Call): Pick<ChargePointFacts, 'vendor' | 'model' | 'serialNumber' | 'firmwareVersion'> {
  return {
    vendor: text(payload.chargePointVendor),
    model: text(payload.chargePointModel),
    serialNumber: text(payload.chargePointSerialNumber) ?? text(payload.chargeBoxSerialNumber),
    firmwareVersion: text(payload.firmwareVersion),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? cut(value) : null;
}

function cut(value: string): string {
  return value.slice(0, textLengthMax);
}
