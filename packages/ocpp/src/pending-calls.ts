import type { CallMark } from './answered-calls.ts';
import type { Payload } from './message.ts';
import type { CallOrigin } from './session-options.ts';

/** A CALL that waits for its answer. Times are milliseconds. */
export type PendingCall = {
  readonly action: string;
  readonly sentAt: number;
  readonly deadlineAt: number;
  /** The heartbeat interval that it asks for; null: the charge point's own choice. */
  readonly askedIntervalMs?: number | null | undefined;
  /** How a CALL of the CSMS came. */
  readonly origin?: CallOrigin;
  /** When its caller stops to wait for it. */
  readonly givenUpAt?: number | undefined;
  /** What a CALL of the charge point said, for the responder. */
  readonly payload?: Payload | undefined;
  /** What a repetition of it would say. */
  readonly mark?: CallMark | undefined;
  /** When the responder answers it. */
  readonly respondAt?: number | undefined;
};

/** How many ids of timed-out CALLs are kept to tell a late answer from an unknown one. */
export const expiredIdsMax = 32;

type Entry = readonly [uniqueId: string, call: PendingCall];

/**
 * CALLs in one direction that wait for their answers, in the order in which they were sent. Times are milliseconds. Nearly always it is one:
 * a list is looked through faster than a map is kept, which is made anew after every few CALLs that come and go (measured).
 */
export class PendingCalls {
  readonly #calls: Entry[] = [];
  readonly #expired: string[] = [];

  get size(): number {
    return this.#calls.length;
  }

  has(uniqueId: string): boolean {
    return this.#indexOf(uniqueId) >= 0;
  }

  get(uniqueId: string): PendingCall | undefined {
    return this.#calls[this.#indexOf(uniqueId)]?.[1];
  }

  /** Adds a CALL, or puts it in the place of the one of that id. */
  add(uniqueId: string, call: PendingCall): void {
    const index = this.#indexOf(uniqueId);
    if (index >= 0) this.#calls[index] = [uniqueId, call];
    else this.#calls.push([uniqueId, call]);
  }

  /** Removes a CALL because it was answered. */
  settle(uniqueId: string): void {
    const index = this.#indexOf(uniqueId);
    if (index >= 0) this.#calls.splice(index, 1);
  }

  /** The CALL that has waited longest. */
  oldest(): Entry | undefined {
    return this.#calls[0];
  }

  /** Removes and returns the CALLs whose time is up. */
  expire(now: number): readonly Entry[] {
    const due = this.#calls.filter(([, call]) => call.deadlineAt <= now);
    for (const [uniqueId] of due) this.drop(uniqueId);
    return due;
  }

  /** Removes a CALL without an answer; an answer that still comes is a late one. */
  drop(uniqueId: string): void {
    this.settle(uniqueId);
    this.#expired.push(uniqueId);
    if (this.#expired.length > expiredIdsMax) this.#expired.shift();
  }

  isExpired(uniqueId: string): boolean {
    return this.#expired.includes(uniqueId);
  }

  /** The CALLs that the responder is to answer by now. */
  toRespond(now: number): readonly Entry[] {
    return this.#calls.filter(([, { respondAt = Number.POSITIVE_INFINITY }]) => respondAt <= now);
  }

  /** Notes that nobody waits any more for the CALLs whose callers have waited long enough, and returns these. */
  giveUp(now: number): readonly Entry[] {
    const due = this.#calls.filter(([, { givenUpAt = Number.POSITIVE_INFINITY }]) => givenUpAt <= now);
    for (const [uniqueId, call] of due) this.add(uniqueId, { ...call, givenUpAt: undefined });
    return due;
  }

  /** When the next CALL is up, or its caller; not always the oldest, since a time-out that is changed meanwhile counts from the next CALL on. */
  nextDeadlineAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [, { deadlineAt, respondAt, givenUpAt }] of this.#calls)
      next = Math.min(next, respondAt ?? deadlineAt, givenUpAt ?? deadlineAt, deadlineAt);
    return next;
  }

  /** Removes and returns all. */
  drain(): readonly Entry[] {
    return this.#calls.splice(0);
  }

  #indexOf(uniqueId: string): number {
    for (let index = 0; index < this.#calls.length; index += 1) {
      if (this.#calls[index]?.[0] === uniqueId) return index;
    }
    return -1;
  }
}
