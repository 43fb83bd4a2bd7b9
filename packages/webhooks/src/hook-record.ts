import type { HookStatus } from './hook-status.ts';
import { LossLog } from './loss-log.ts';
import type { Clock, Logger } from './ports.ts';

type Counts = Omit<HookStatus, 'name' | 'state' | 'queued' | 'queuedBytes' | 'nextAttemptAt'>;

/** What became of the events of one hook: counted for its status, and told in the log where somebody has to know. */
export class HookRecord {
  readonly #hook: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #losses: LossLog;
  readonly #burials: LossLog;
  #delivered = 0;
  #failed = 0;
  #dropped = 0;
  #deadLetters: number;
  #deadLettersDropped = 0;
  #lastError: HookStatus['lastError'] = null;
  #lastDeliveredAt: number | null = null;

  constructor(hook: string, deadLetters: number, clock: Clock, log: Logger) {
    this.#hook = hook;
    this.#deadLetters = deadLetters;
    this.#clock = clock;
    this.#log = log;
    this.#losses = new LossLog(clock, (events, reason) =>
      log.warn({ hook, events, reason }, 'webhook events are lost'),
    );
    this.#burials = new LossLog(clock, (events, reason) =>
      log.warn({ hook, events, reason }, 'webhook events are given up, and kept as dead letters'),
    );
  }

  /** An event was not let in. */
  dropped(reason: string): void {
    this.#dropped++;
    this.#losses.add(1, reason);
  }

  /** A request was not answered with success. */
  failed(message: string): void {
    this.#failed++;
    this.#lastError = { at: this.#clock.now(), message };
    this.#log.debug({ hook: this.#hook, reason: message }, 'a webhook request failed');
  }

  /** Failures in a row have made a pause of `waitMs`. */
  paused(reason: string, failures: number, waitMs: number): void {
    const fields = { hook: this.#hook, reason, failures, waitMs };
    if (failures === 1) this.#log.warn(fields, 'a webhook cannot be delivered; it is tried again');
    else this.#log.debug(fields, 'a webhook still cannot be delivered');
  }

  /** The receiver wants no more. */
  suspended(reason: string): void {
    this.#log.warn({ hook: this.#hook, reason }, 'a webhook rests until its settings change: its receiver is gone');
  }

  /** Events were taken, after so many failures in a row. */
  delivered(events: number, failures: number): void {
    this.#delivered += events;
    this.#lastDeliveredAt = this.#clock.now();
    if (failures > 0) this.#log.info({ hook: this.#hook, failures }, 'a webhook is delivered again');
    this.#log.debug({ hook: this.#hook, events }, 'webhook events are delivered');
  }

  /** Events became dead letters, of which there are `deadLetters` now; `dropped` had to make room. */
  buried(events: number, reason: string, deadLetters: number, dropped: number): void {
    this.#deadLetters = deadLetters;
    this.#deadLettersDropped += dropped;
    this.#burials.add(events, reason);
    if (dropped > 0) this.#losses.add(dropped, 'the list of dead letters is full');
  }

  /** There are so many dead letters now. */
  deadLettersChanged(deadLetters: number): void {
    this.#deadLetters = deadLetters;
  }

  counts(): Counts {
    return {
      delivered: this.#delivered,
      failed: this.#failed,
      dropped: this.#dropped,
      deadLetters: this.#deadLetters,
      deadLettersDropped: this.#deadLettersDropped,
      lastError: this.#lastError,
      lastDeliveredAt: this.#lastDeliveredAt,
    };
  }

  /** Tells what was not told yet. */
  close(): void {
    this.#losses.close();
    this.#burials.close();
  }
}
