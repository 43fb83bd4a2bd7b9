// CALLs that wait for charge points that are away: the queue, its clock, and its copy in the store.

import type { Payload } from '@ocpp-broker/ocpp';
import { Alarm } from './alarm.ts';
import { OfflineQueue, type OfflineRefusal, type WaitingCall } from './offline-queue.ts';
import type { Clock, StoredCall, WaitingCallStore } from './ports.ts';

/** Keeps CALLs until their charge point comes or their time is up. */
export class WaitingCalls {
  readonly #queue = new OfflineQueue();
  readonly #clock: Clock;
  readonly #store: WaitingCallStore | undefined;
  readonly #expired: (call: WaitingCall) => void;
  readonly #alarm: Alarm;

  constructor(clock: Clock, store: WaitingCallStore | undefined, onExpired: (call: WaitingCall) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#expired = onExpired;
    this.#alarm = new Alarm(clock, () => this.#expire());
  }

  /** Takes up what waited when the process last stopped; what has expired meanwhile is told at once. */
  restore(): void {
    for (const { key, ...stored } of this.#store?.all() ?? []) {
      // Each was let in under the bound of its time; a smaller one now is no reason to lose it.
      this.#queue.push({ ...waitingCallOf(stored), key }, Number.POSITIVE_INFINITY);
    }
    this.#expire();
  }

  /** Lets a CALL wait; at most `max` wait for one identity. */
  add(waiting: WaitingCall, max: number): OfflineRefusal | undefined {
    const refused = this.#queue.refuses(waiting, max);
    if (refused !== undefined) return refused;
    const now = this.#clock.now();
    const key = this.#store?.add(storedCallOf(waiting, now));
    if (key === 'full') return 'full';
    this.#queue.push({ ...waiting, key }, max);
    this.#alarm.ringBy(waiting.expiresAt, now);
    return undefined;
  }

  /** All that wait. */
  get size(): number {
    return this.#queue.size;
  }

  count(identity: string): number {
    return this.#queue.count(identity);
  }

  /** Removes and returns what waits for an identity; a timer may be late, so what has expired is told here as well. */
  take(identity: string): readonly WaitingCall[] {
    const now = this.#clock.now();
    const taken = this.#forgotten(this.#queue.take(identity));
    for (const call of taken) if (call.expiresAt <= now) this.#expired(call);
    return taken.filter(({ expiresAt }) => expiresAt > now);
  }

  /** Removes and returns everything. */
  drain(): readonly WaitingCall[] {
    return this.#forgotten(this.#queue.drain());
  }

  stop(): void {
    this.#alarm.stop();
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const call of this.#forgotten(this.#queue.expire(now))) this.#expired(call);
    this.#alarm.ringBy(this.#queue.nextExpiryAt(), now);
  }

  #forgotten(calls: readonly WaitingCall[]): readonly WaitingCall[] {
    for (const { key } of calls) if (key !== undefined) this.#store?.remove(key);
    return calls;
  }
}

function storedCallOf({ identity, call, origin: { replyTo }, expiresAt }: WaitingCall, now: number): StoredCall {
  const { uniqueId, action, payloadText } = call;
  return {
    identity,
    uniqueId,
    action,
    payloadText,
    // A store keeps whole numbers only; a setting may be a part of a millisecond.
    expiresAt: Math.ceil(expiresAt),
    replyTopic: replyTo?.topic ?? null,
    correlationData: replyTo?.correlationData === undefined ? null : Buffer.from(replyTo.correlationData),
    queuedAt: Math.floor(now),
  };
}

function waitingCallOf(stored: StoredCall): WaitingCall {
  const { identity, uniqueId, action, payloadText, expiresAt, replyTopic, correlationData } = stored;
  const payload = JSON.parse(payloadText) as Payload;
  const correlation = correlationData === null ? {} : { correlationData };
  const origin = replyTopic === null ? {} : { replyTo: { topic: replyTopic, ...correlation } };
  return { identity, call: { kind: 'Call', uniqueId, action, payload, payloadText }, origin, expiresAt };
}
