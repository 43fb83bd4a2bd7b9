// What the HTTP API needs to show and mend webhooks, see ports.ts. The hooks themselves are settings.

import type { MaybePromise } from './maybe-promise.ts';

/** How one hook fares. Times are milliseconds since the epoch. */
export type WebhookStatus = {
  readonly name: string;
  readonly state: 'off' | 'idle' | 'sending' | 'waiting' | 'gone';
  readonly queued: number;
  readonly queuedBytes: number;
  /** Events that the receiver has taken. */
  readonly delivered: number;
  /** Requests that failed. */
  readonly failed: number;
  /** Events that were not taken for want of room. */
  readonly dropped: number;
  readonly deadLetters: number;
  readonly lastError: string | null;
  readonly lastDeliveredAt: number | null;
  readonly nextAttemptAt: number | null;
};

/** An event that was given up. */
export type WebhookDeadLetter = {
  readonly id: number;
  readonly at: number;
  readonly reason: string;
  /** Requests that it was in. */
  readonly attempts: number;
  /** The event's JSON text. */
  readonly eventText: string;
};

/** How the receiver took a test event. */
export type WebhookTest =
  | { readonly kind: 'answered'; readonly status: number; readonly latencyMs: number }
  | { readonly kind: 'unanswered'; readonly problem: string; readonly latencyMs: number };

/** The hooks as they run. Each method takes the name of a hook that there is; it throws when there is none. */
export interface Webhooks {
  status(name: string): MaybePromise<WebhookStatus>;
  /** Oldest first; pages count from 1, `limit` is up to 1,000. */
  deadLetters(
    name: string,
    paging: { readonly page: number; readonly limit: number },
  ): MaybePromise<{ readonly data: readonly WebhookDeadLetter[]; readonly count: number }>;
  /** Puts letters (all, without ids) back into the queue, as far as there is room; returns how many. */
  retryDeadLetters(name: string, ids?: readonly number[]): MaybePromise<number>;
  /** Forgets letters (all, without ids); returns how many. */
  dropDeadLetters(name: string, ids?: readonly number[]): MaybePromise<number>;
  /** Sends one signed event of the kind `test`, past queue and filters, and waits for the answer within the hook's own time-out. */
  test(name: string): Promise<WebhookTest>;
}
