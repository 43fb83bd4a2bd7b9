import type { WebhookOptions } from './webhook-options.ts';

/** A receiver that asks for more is visited all the same: it may have meant milliseconds. */
export const retryAfterMaxMs = 3_600_000;

/** How long a hook leaves its receiver alone after failures; the wait grows with each in a row. Pure: times come in. */
export class Pause {
  readonly #random: () => number;
  #failures = 0;
  #since = 0;
  #until = 0;

  /** `random` is from 0 to 1, as `Math.random`. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** When the next request may go out. */
  get until(): number {
    return this.#until;
  }

  /** Whether the next request may go out; also when somebody has put the clock back. */
  isOver(now: number): boolean {
    return now >= this.#until || now < this.#since;
  }

  /**
   * A request failed; `askedMs` is what the receiver asked for. Returns whether that began a pause: what fails while one lasts went out
   * before it, and adds nothing.
   */
  failed(now: number, retry: WebhookOptions['retry'], askedMs = 0): boolean {
    if (!this.isOver(now)) return false;
    this.#failures++;
    this.#since = now;
    const whole = Math.min(retry.maxMs, retry.firstMs * retry.factor ** (this.#failures - 1));
    // Between half and whole: hooks that failed together do not come back together.
    const ownMs = whole * (1 - this.#random() / 2);
    this.#until = now + Math.round(Math.max(ownMs, Math.min(askedMs, retryAfterMaxMs)));
    return true;
  }

  /** A request was answered, or somebody wants the next one at once. */
  end(): void {
    this.#failures = 0;
    this.#until = 0;
  }
}

/** Milliseconds that a Retry-After header asks for (RFC 9110 §10.2.3: seconds, or a date); 0 for none that can be read. */
export function retryAfterMs(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // A date has letters; Date.parse would also take other numbers for one.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
