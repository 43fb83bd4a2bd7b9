import type { Clock } from './ports.ts';

const TOLD_EVERY_MS = 60_000;

/** Tells of losses at once when they begin, and then once a minute what has come to it: a flood of them is no flood of lines. */
export class LossLog {
  readonly #clock: Clock;
  readonly #tell: (lost: number, reason: string) => void;
  readonly #untold = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (lost: number, reason: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** `reason` is one of a few texts. */
  add(lost: number, reason: string): void {
    this.#untold.set(reason, (this.#untold.get(reason) ?? 0) + lost);
    if (this.#cancel === undefined) this.#tellAll();
  }

  /** Tells what is left. */
  close(): void {
    this.#cancel?.();
    for (const [reason, lost] of this.#untold) this.#tell(lost, reason);
    this.#untold.clear();
  }

  #tellAll(): void {
    this.#cancel = undefined;
    if (this.#untold.size === 0) return;
    for (const [reason, lost] of this.#untold) this.#tell(lost, reason);
    this.#untold.clear();
    this.#cancel = this.#clock.after(TOLD_EVERY_MS, () => this.#tellAll());
  }
}
