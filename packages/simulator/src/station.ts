import type { Payload } from '@ocpp-broker/ocpp';
import type { CallOptions } from './call-queue.ts';
import type { Charging } from './charging.ts';
import type { Timers } from './clock.ts';
import type { Device } from './device.ts';
import type { Maintenance } from './maintenance.ts';
import type { Metering, TransactionEvent } from './metering.ts';
import type { Registration } from './registration.ts';

/** The charge point as its parts see it: the device, the way out, and each other. */
export interface Station {
  readonly device: Device;
  readonly timers: Timers;
  readonly registration: Registration;
  readonly charging: Charging;
  readonly metering: Metering;
  readonly maintenance: Maintenance;
  readonly connected: boolean;
  /** Connected and accepted by the server. */
  readonly online: boolean;
  now(): number;
  call(action: string, payload: Payload, options?: CallOptions): Promise<Payload>;
  /** Sends StatusNotification for a connector whose status has changed since the last one; for any with `always`. */
  reportStatus(connectorId: number, always?: boolean): void;
  /** Lets work go on that nobody awaits; its failure becomes a `problem` event, unless the connection took it along. */
  run(work: Promise<unknown>): void;
  /** The server has answered BootNotification, or a charge point that was accepted before is connected again. */
  registered(status: string, intervalS: number | undefined): void;
  transaction(event: TransactionEvent): void;
  /** A configuration key has a new value. */
  configurationChanged(key: string): void;
  /** Ends the transactions, drops the connection, comes back and boots. */
  reboot(kind: 'Hard' | 'Soft'): Promise<void>;
}
