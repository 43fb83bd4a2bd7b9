// Two checks on a socket that says nothing (`protocol.md`, Session). The idle check asks whether anything at all came, a pong
// included; the heartbeat check asks whether the charge point itself said something. One that was never told an interval is
// held to the default, and then its pongs count as well: it may not beat at all.

/** Limits of silence, in milliseconds; 0 turns a check off. */
export type SilenceOptions = {
  readonly idleTimeoutMs: number;
  readonly defaultHeartbeatIntervalMs: number;
  /** How many intervals may pass; less than one counts as one. */
  readonly heartbeatBackoff: number;
};

/** What came over the socket. */
export type SignOfLife = 'frame' | 'ping' | 'pong';

/** Which of the two checks failed. */
export type Silence = 'idle timeout' | 'heartbeat timeout';

/** Watches one connection. */
export class SilenceCheck {
  #options: SilenceOptions;
  #toldIntervalMs: number | null;
  #lastSignAt: number;
  #lastOwnAt: number;

  constructor(options: SilenceOptions, toldIntervalMs: number | null, now: number) {
    this.#options = options;
    this.#toldIntervalMs = toldIntervalMs;
    this.#lastSignAt = now;
    this.#lastOwnAt = now;
  }

  /** The interval in force, in milliseconds. */
  get intervalMs(): number {
    return this.#toldIntervalMs ?? this.#options.defaultHeartbeatIntervalMs;
  }

  sign(kind: SignOfLife, now: number): void {
    this.#lastSignAt = now;
    if (kind !== 'pong' || this.#toldIntervalMs === null) this.#lastOwnAt = now;
  }

  /** Holds the charge point to the interval that it was told; null: to the default. */
  tell(intervalMs: number | null, now: number): void {
    if (intervalMs !== this.#toldIntervalMs) this.#lastOwnAt = now;
    this.#toldIntervalMs = intervalMs;
  }

  reconfigure(options: SilenceOptions): void {
    this.#options = options;
  }

  nextDeadlineAt(): number {
    return Math.min(this.#idleAt(), this.#heartbeatAt());
  }

  verdict(now: number): Silence | undefined {
    if (this.#idleAt() <= now) return 'idle timeout';
    return this.#heartbeatAt() <= now ? 'heartbeat timeout' : undefined;
  }

  #idleAt(): number {
    const { idleTimeoutMs } = this.#options;
    return idleTimeoutMs > 0 ? this.#lastSignAt + idleTimeoutMs : Number.POSITIVE_INFINITY;
  }

  #heartbeatAt(): number {
    const intervalMs = this.intervalMs;
    if (intervalMs <= 0) return Number.POSITIVE_INFINITY;
    // Half an interval of grace, as MQTT gives its keep alive (MQTT 3.1.1 §3.1.2.10).
    return this.#lastOwnAt + intervalMs * Math.max(1, this.#options.heartbeatBackoff) + intervalMs / 2;
  }
}
