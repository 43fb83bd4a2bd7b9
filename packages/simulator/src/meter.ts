import type { Payload } from '@ocpp-broker/ocpp';
import type { Measurand } from './configuration.ts';

/** Volts between a phase and neutral. */
export const voltageV = 230;
/** Phases that a connector charges on. */
export const phases = 3;
/** Amperes per phase of an 11 kW connector. */
export const currentMaxA = 16;
/** Below this IEC 61851-1 has no duty cycle: the vehicle draws nothing. */
export const currentMinA = 6;

/** Usable energy of the vehicle that is plugged in. */
const batteryWh = 60_000;
/** From here on the vehicle takes less and less. */
const taperStart = 0.8;

/** The meter of a connector and the vehicle behind it. Energy is the sum of power over the time that was passed in, and never falls. */
export class Meter {
  readonly #random: () => number;
  #registerWh: number;
  #vehicleWh = 0;
  #currentA = 0;
  #atMs: number | undefined;

  constructor(random: () => number) {
    this.#random = random;
    this.#registerWh = Math.round(random() * 1_000_000);
  }

  /** The energy register in whole watt-hours, as StartTransaction and StopTransaction carry it. */
  get registerWh(): number {
    return Math.floor(this.#registerWh);
  }

  get powerW(): number {
    return this.#currentA * voltageV * phases;
  }

  /** A vehicle with a charge of 20 to 60 % begins to charge under a limit per phase. */
  plugIn(nowMs: number, limitA: number): void {
    this.#vehicleWh = batteryWh * (0.2 + 0.4 * this.#random());
    this.#atMs = nowMs;
    this.#draw(limitA);
  }

  /** Counts the energy since the last call, then draws what `limitA` allows from now on. */
  advance(nowMs: number, limitA: number): void {
    if (this.#atMs === undefined) return;
    const energyWh = (this.powerW * Math.max(0, nowMs - this.#atMs)) / 3_600_000;
    this.#registerWh += energyWh;
    this.#vehicleWh = Math.min(batteryWh, this.#vehicleWh + energyWh);
    this.#atMs = Math.max(nowMs, this.#atMs);
    this.#draw(limitA);
  }

  /** Counts the last energy; nothing is drawn afterwards. */
  unplug(nowMs: number): void {
    this.advance(nowMs, 0);
    this.#atMs = undefined;
  }

  /** The `sampledValue` array of a MeterValues.req. */
  sample(wanted: readonly Measurand[], context: 'Sample.Periodic' | 'Trigger'): readonly Payload[] {
    return wanted.flatMap((measurand) =>
      this.#readings(measurand).map((reading) => ({ ...reading, context, measurand })),
    );
  }

  #draw(limitA: number): void {
    if (limitA < currentMinA) {
      this.#currentA = 0;
      return;
    }
    const charge = this.#vehicleWh / batteryWh;
    const taper = charge <= taperStart ? 1 : Math.max(0.1, (1 - charge) / (1 - taperStart));
    const wobble = 0.97 + 0.03 * this.#random();
    this.#currentA = Math.min(limitA, currentMaxA) * taper * wobble;
  }

  #readings(measurand: Measurand): readonly Payload[] {
    switch (measurand) {
      case 'Energy.Active.Import.Register':
        return [{ value: String(this.registerWh), unit: 'Wh', location: 'Outlet' }];
      case 'Power.Active.Import':
        return [{ value: this.powerW.toFixed(1), unit: 'W', location: 'Outlet' }];
      case 'Current.Import':
        return ['L1', 'L2', 'L3'].map((phase) => ({
          value: this.#currentA.toFixed(2),
          unit: 'A',
          phase,
          location: 'Outlet',
        }));
      case 'Voltage':
        return ['L1-N', 'L2-N', 'L3-N'].map((phase) => ({
          value: voltageV.toFixed(1),
          unit: 'V',
          phase,
          location: 'Outlet',
        }));
      case 'SoC':
        return [{ value: String(Math.floor((100 * this.#vehicleWh) / batteryWh)), unit: 'Percent', location: 'EV' }];
    }
  }
}
