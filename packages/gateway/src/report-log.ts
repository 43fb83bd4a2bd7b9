import type { Report } from '@ocpp-broker/ocpp';
import type { Logger } from './ports.ts';

/** Reports of one connection that are logged as warnings in one window; the rest goes to `debug`. */
export const warningsMax = 20;

/** Length of that window, in milliseconds. */
export const warningWindowMs = 60_000;

/** Writes reports to the log without letting one misbehaving charge point fill it. */
export class ReportLog {
  readonly #log: Logger;
  #windowStart = 0;
  #count = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  write({ code, direction, action, detail }: Report, now: number): void {
    if (now - this.#windowStart >= warningWindowMs) {
      this.#windowStart = now;
      this.#count = 0;
    }
    this.#count += 1;
    const fields = { report: code, direction, ...(action === undefined ? {} : { action: action.slice(0, 64) }) };
    if (this.#count > warningsMax) this.#log.debug(fields, detail);
    else this.#log.warn(fields, detail);
    if (this.#count === warningsMax) this.#log.warn({}, 'more reports follow; they are logged at debug for a while');
  }
}
