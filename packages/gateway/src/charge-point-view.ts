// What the messages of a charge point tell about it, for the operator's eyes. Nothing in the protocol depends on it.

import type { Call, CallError, Payload, Send } from '@ocpp-broker/ocpp';
import type { StoredRegistration } from './ports.ts';

/** A connector's last StatusNotification. */
export type ConnectorStatus = {
  readonly id: number;
  /** The EVSE that it belongs to in OCPP 2.x. */
  readonly evseId: number | null;
  readonly status: string;
  readonly errorCode: string;
};

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

const unidentified = { vendor: null, model: null, serialNumber: null, firmwareVersion: null };

/** Watches the CALLs of one charge point. */
export class ChargePointView {
  #identification: Pick<ChargePointFacts, 'vendor' | 'model' | 'serialNumber' | 'firmwareVersion'>;
  #lastHeartbeatAt: number | null = null;
  #lastError: string | null = null;
  /** Made when the first tells of itself. */
  #connectors: Map<string, ConnectorStatus> | undefined;

  constructor(stored: StoredRegistration | undefined) {
    const { vendor = null, model = null, serialNumber = null, firmwareVersion = null } = stored ?? {};
    const isKnown = vendor !== null || model !== null || serialNumber !== null || firmwareVersion !== null;
    this.#identification = isKnown ? { vendor, model, serialNumber, firmwareVersion } : unidentified;
  }

  /** Takes a CALL; returns what is worth remembering of it beyond the connection. */
  observe(call: Call | Send, now: number): Partial<StoredRegistration> | undefined {
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
    const connectors = [...(this.#connectors?.values() ?? [])].sort(
      (one, other) => (one.evseId ?? 0) - (other.evseId ?? 0) || one.id - other.id,
    );
    return {
      ...this.#identification,
      lastHeartbeatAt: this.#lastHeartbeatAt,
      connectors,
      lastError: this.#lastError,
    };
  }

  #observeStatus({ payload }: Call | Send): void {
    const { connectorId: id, evseId, errorCode } = payload;
    const status = payload.status ?? payload.connectorStatus;
    if (typeof id !== 'number' || typeof status !== 'string') return;
    const evse = typeof evseId === 'number' ? evseId : null;
    const key = `${evse}/${id}`;
    this.#connectors ??= new Map();
    if (!this.#connectors.has(key) && this.#connectors.size >= connectorsMax) return;
    this.#connectors.set(key, { id, evseId: evse, status: cut(status), errorCode: text(errorCode) ?? '' });
  }
}

/** 1.6 says who it is at the top of the payload, 2.x in `chargingStation`. */
function identificationOf({
  payload,
}: Call | Send): Pick<ChargePointFacts, 'vendor' | 'model' | 'serialNumber' | 'firmwareVersion'> {
  const { chargingStation } = payload;
  if (typeof chargingStation === 'object' && chargingStation !== null) {
    const { vendorName, model, serialNumber, firmwareVersion } = chargingStation as Payload;
    return {
      vendor: text(vendorName),
      model: text(model),
      serialNumber: text(serialNumber),
      firmwareVersion: text(firmwareVersion),
    };
  }
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
