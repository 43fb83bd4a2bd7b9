/** Delays between attempts to connect: doubled from `firstDelayMs` up to `maxDelayMs`; `jitter` 0..1 is the share that chance may take off. */
export type BackOff = {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly jitter: number;
};

/** What a charge point does unless told otherwise. */
export const backOffDefault: BackOff = { firstDelayMs: 1_000, maxDelayMs: 60_000, jitter: 0.5 };

/** The delay before attempt number `attempt` (0 is the first), in milliseconds; `random` gives 0 ≤ x < 1. */
export function backOffDelayMs(attempt: number, backOff: BackOff, random: () => number): number {
  const whole = Math.min(backOff.maxDelayMs, backOff.firstDelayMs * 2 ** Math.min(attempt, 30));
  return Math.round(whole * (1 - backOff.jitter * random()));
}
