import type { Call } from '@ocpp-broker/ocpp';

/** Identities for which CALLs may wait at once. */
export const offlineIdentitiesMax = 10_000;

/** A CALL that waits for its charge point; `expiresAt` is in milliseconds since the epoch. */
export type WaitingCall = { readonly identity: string; readonly call: Call; readonly expiresAt: number };

/** Why a CALL could not wait. */
export type OfflineRefusal = 'full' | 'duplicate';

/** CALLs for charge points that are not connected (`offline_policy: queue`), in the order in which they came. */
export class OfflineQueue {
  readonly #waiting = new Map<string, WaitingCall[]>();

  /** Lets a CALL wait; at most `max` wait for one identity. */
  push(waiting: WaitingCall, max: number): OfflineRefusal | undefined {
    const { identity, call } = waiting;
    const line = this.#waiting.get(identity);
    if (line === undefined) {
      if (max < 1 || this.#waiting.size >= offlineIdentitiesMax) return 'full';
      this.#waiting.set(identity, [waiting]);
      return undefined;
    }
    if (line.length >= max) return 'full';
    if (line.some((other) => other.call.uniqueId === call.uniqueId)) return 'duplicate';
    line.push(waiting);
    return undefined;
  }

  count(identity: string): number {
    return this.#waiting.get(identity)?.length ?? 0;
  }

  /** Removes and returns what waits for an identity. */
  take(identity: string): readonly WaitingCall[] {
    const line = this.#waiting.get(identity) ?? [];
    this.#waiting.delete(identity);
    return line;
  }

  /** Removes and returns what has waited too long. */
  expire(now: number): readonly WaitingCall[] {
    const expired: WaitingCall[] = [];
    for (const [identity, line] of this.#waiting) {
      const kept = line.filter((waiting) => waiting.expiresAt > now);
      if (kept.length === line.length) continue;
      expired.push(...line.filter((waiting) => waiting.expiresAt <= now));
      if (kept.length === 0) this.#waiting.delete(identity);
      else this.#waiting.set(identity, kept);
    }
    return expired;
  }

  /** When the first CALL expires; Infinity when none waits. */
  nextExpiryAt(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const line of this.#waiting.values()) for (const { expiresAt } of line) first = Math.min(first, expiresAt);
    return first;
  }

  /** Removes and returns everything. */
  drain(): readonly WaitingCall[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    return all;
  }
}
