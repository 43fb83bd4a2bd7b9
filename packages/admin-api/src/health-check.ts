import type { NodeHealth, Readiness } from './health-ports.ts';
import type { Clock, Log } from './ports.ts';

/** How often the node is asked, and how long its answer may take. */
export type ReadinessCheckOptions = { readonly freshMs: number; readonly timeoutMs: number };

// Strangers may ask, and each answer may cost a write: a second is as fresh as a load balancer can use.
const DEFAULTS: ReadinessCheckOptions = { freshMs: 1_000, timeoutMs: 5_000 };

/** Asks whether the node is ready, once for all who want to know at about the same time. */
export class ReadinessCheck {
  readonly #health: NodeHealth;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #options: ReadinessCheckOptions;
  #latest: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;

  constructor(parts: { readonly health: NodeHealth; readonly clock: Clock; readonly log: Log }, options = DEFAULTS) {
    this.#health = parts.health;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#options = options;
  }

  /** Never rejects: a check that fails or takes too long is a problem like any other. */
  readiness(): Promise<Readiness> {
    const now = this.#clock.now();
    if (this.#latest === undefined || now - this.#latest.at >= this.#options.freshMs || now < this.#latest.at) {
      this.#latest = { at: now, answer: this.#ask() };
    }
    return this.#latest.answer;
  }

  async #ask(): Promise<Readiness> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Readiness>((resolve) => {
      timer = setTimeout(() => resolve(unready('the check takes too long')), this.#options.timeoutMs);
    });
    try {
      return await Promise.race([this.#health.readiness(), late]);
    } catch (error) {
      this.#log.error({ err: error }, 'readiness could not be checked');
      return unready('the check failed');
    } finally {
      clearTimeout(timer);
    }
  }
}

function unready(problem: string): Readiness {
  return { ready: false, problems: [problem] };
}
