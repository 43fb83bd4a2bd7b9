import type { Call, CallOrigin } from '@ocpp-broker/ocpp';

/** Identities for which CALLs may wait at once. */
export const offlineIdentitiesMax = 10_000;

/** A CALL that waits for its charge point; `expiresAt` is in milliseconds since the epoch. */
export type WaitingCall = {
  readonly identity: string;
  readonly call: Call;
  readonly origin: CallOrigin;
  readonly expiresAt: number;
  /** Its key in the store; undefined when there is none. */
  readonly key?: number | undefined;
};

/** Why a CALL could not wait. */
export type OfflineRefusal = 'full' | 'duplicate';

/** What waits for one identity. The first expiry is kept, since a hundred thousand CALLs take too long to look through each time that one expires. */
type Line = { calls: WaitingCall[]; firstExpiryAt: number };

/** CALLs for charge points that are not connected (`offline_policy: queue`), in the order in which they came. */
export class OfflineQueue {
  readonly #lines = new Map<string, Line>();

  /** Lets a CALL wait; at most `max` wait for one identity. */
  push(waiting: WaitingCall, max: number): OfflineRefusal | undefined {
    const refused = this.refuses(waiting, max);
    if (refused !== undefined) return refused;
    const { identity, expiresAt } = waiting;
    const line = this.#lines.get(identity);
    if (line === undefined) this.#lines.set(identity, { calls: [waiting], firstExpiryAt: expiresAt });
    else {
      line.calls.push(waiting);
      line.firstExpiryAt = Math.min(line.firstExpiryAt, expiresAt);
    }
    return undefined;
  }

  /** Why a CALL may not wait. */
  refuses({ identity, call }: WaitingCall, max: number): OfflineRefusal | undefined {
    const line = this.#calls(identity);
    // First of all: whoever is told that the queue is full takes it that nothing of this id waits.
    if (line.some((other) => other.call.uniqueId === call.uniqueId)) return 'duplicate';
    if (line.length >= max) return 'full';
    return line.length === 0 && this.#lines.size >= offlineIdentitiesMax ? 'full' : undefined;
  }

  /** All that wait. */
  get size(): number {
    let size = 0;
    for (const { calls } of this.#lines.values()) size += calls.length;
    return size;
  }

  count(identity: string): number {
    return this.#calls(identity).length;
  }

  /** Removes and returns what waits for an identity. */
  take(identity: string): readonly WaitingCall[] {
    const line = this.#calls(identity);
    this.#lines.delete(identity);
    return line;
  }

  /** Removes and returns what has waited too long. */
  expire(now: number): readonly WaitingCall[] {
    const expired: WaitingCall[] = [];
    for (const [identity, line] of this.#lines) {
      if (line.firstExpiryAt > now) continue;
      expired.push(...line.calls.filter(({ expiresAt }) => expiresAt <= now));
      line.calls = line.calls.filter(({ expiresAt }) => expiresAt > now);
      line.firstExpiryAt = line.calls.reduce(
        (first, { expiresAt }) => Math.min(first, expiresAt),
        Number.POSITIVE_INFINITY,
      );
      if (line.calls.length === 0) this.#lines.delete(identity);
    }
    return expired;
  }

  /** When the first CALL expires; Infinity when none waits. */
  nextExpiryAt(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { firstExpiryAt } of this.#lines.values()) first = Math.min(first, firstExpiryAt);
    return first;
  }

  /** Removes and returns everything. */
  drain(): readonly WaitingCall[] {
    const all = [...this.#lines.values()].flatMap(({ calls }) => calls);
    this.#lines.clear();
    return all;
  }

  #calls(identity: string): readonly WaitingCall[] {
    return this.#lines.get(identity)?.calls ?? [];
  }
}
