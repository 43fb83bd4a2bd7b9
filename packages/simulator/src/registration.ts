// BootNotification and Heartbeat (OCPP 1.6 §4.2 and §4.6). The registration outlives the socket: a charge point that was accepted does not boot
// again when it merely reconnects.

import type { Payload } from '@ocpp-broker/ocpp';
import { SimulatorError } from './errors.ts';
import type { Station } from './station.ts';

/** The server's verdict on a BootNotification. */
export type RegistrationStatus = 'Accepted' | 'Pending' | 'Rejected';

/** When a charge point boots by itself. */
export type RegistrationOptions = {
  /** Boot as soon as the connection is open and no registration is in force. */
  readonly boot: boolean;
  /** Boot after every reconnect too. */
  readonly bootOnReconnect: boolean;
  /** Between BootNotifications where the server names no interval. */
  readonly bootRetryMs: number;
};

const heartbeatIntervalSDefault = 300;
const statuses: readonly RegistrationStatus[] = ['Accepted', 'Pending', 'Rejected'];

/** The registration of one charge point. */
export class Registration {
  readonly #station: Station;
  readonly #options: RegistrationOptions;
  #status: RegistrationStatus | undefined;
  #beating = false;

  constructor(station: Station, options: RegistrationOptions) {
    this.#station = station;
    this.#options = options;
  }

  get status(): RegistrationStatus | undefined {
    return this.#status;
  }

  /** The connection is open: boots, or goes on where it was. */
  opened(): void {
    if (this.#status === 'Accepted' && !this.#options.bootOnReconnect) {
      this.#station.registered('Accepted', undefined);
      this.scheduleHeartbeat();
    } else if (this.#options.boot) {
      this.#station.run(this.boot());
    }
  }

  closed(): void {
    this.#station.timers.clear('boot');
    this.#station.timers.clear('heartbeat');
  }

  /** A reboot ends the registration. */
  forget(): void {
    this.#status = undefined;
  }

  /** Sends BootNotification once and does what the answer says; resolves with the verdict. After a failure it comes again by itself. */
  async boot(): Promise<RegistrationStatus> {
    this.#station.timers.clear('boot');
    try {
      const answer = await this.#station.call('BootNotification', this.#bootPayload());
      return this.#judged(answer);
    } catch (error) {
      // With the connection gone the next one boots.
      if (this.#station.connected) this.#bootLater(this.#options.bootRetryMs);
      throw error;
    }
  }

  /** Sends a Heartbeat; one at a time, so that a slow server meets no pile of them. */
  async beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      await this.#station.call('Heartbeat', {});
    } finally {
      this.#beating = false;
    }
  }

  /** Counts HeartbeatInterval from now; 0 means no heartbeats. */
  scheduleHeartbeat(): void {
    const { timers, device } = this.#station;
    const intervalS = device.configuration.count('HeartbeatInterval');
    timers.clear('heartbeat');
    if (intervalS === 0 || !this.#station.online) return;
    timers.set('heartbeat', intervalS * 1000, () => {
      this.scheduleHeartbeat();
      this.#station.run(this.beat());
    });
  }

  #judged(answer: Payload): RegistrationStatus {
    const status = statuses.find((known) => known === answer.status);
    const interval = answer.interval;
    if (status === undefined || typeof interval !== 'number') {
      throw new SimulatorError('BAD_ANSWER', 'the answer to BootNotification lacks its status or interval');
    }
    this.#status = status;
    if (status === 'Accepted') {
      // 0 leaves the choice to the charge point (OCPP 1.6 §6.4).
      this.#station.device.configuration.setCount('HeartbeatInterval', interval || heartbeatIntervalSDefault);
    } else {
      this.#bootLater(interval > 0 ? interval * 1000 : this.#options.bootRetryMs);
    }
    this.#station.registered(status, interval);
    this.scheduleHeartbeat();
    return status;
  }

  #bootLater(delayMs: number): void {
    if (!this.#options.boot) return;
    this.#station.timers.set('boot', delayMs, () => this.#station.run(this.boot()));
  }

  #bootPayload(): Payload {
    const { vendor, model, serialNumber, firmwareVersion } = this.#station.device.nameplate;
    return {
      chargePointVendor: vendor,
      chargePointModel: model,
      ...(serialNumber === undefined ? {} : { chargePointSerialNumber: serialNumber }),
      ...(firmwareVersion === undefined ? {} : { firmwareVersion }),
    };
  }
}
