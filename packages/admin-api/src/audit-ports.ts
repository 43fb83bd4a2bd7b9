// Where changes are recorded, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** What a change was about: JSON values without secrets, as the API shows them. */
export type AuditDetail = {
  /** What was changed or removed, as it was. */
  readonly before?: unknown;
  /** What was changed or made, as it is now. */
  readonly after?: unknown;
};

/** One change made over the API. It never holds a secret. */
export type AuditEntry = {
  readonly at: number;
  readonly actor: { readonly kind: 'user' | 'api_key'; readonly name: string };
  /** A verb and a noun, such as `kick gateway_client`. */
  readonly action: string;
  /** What it was done to: an id, a topic, or the names of the settings given. */
  readonly target: string;
  /** The address of the caller. */
  readonly from: string;
  readonly detail: AuditDetail | null;
};

/** Which entries; what is left out does not narrow. Pages count from 1. */
export type AuditQuery = {
  readonly page: number;
  readonly limit: number;
  /** Name of the user or key. */
  readonly actor?: string;
  readonly action?: string;
  /** A part of the action, taken literally. */
  readonly likeAction?: string;
  readonly target?: string;
  /** A part of the target, taken literally. */
  readonly likeTarget?: string;
  readonly fromAddress?: string;
  /** Then or later, ms since the epoch. */
  readonly since?: number;
  /** Then or earlier. */
  readonly until?: number;
};

/** Where changes are recorded; it forgets the oldest. */
export interface AuditTrail {
  append(entry: AuditEntry): MaybePromise<void>;
  /** The newest first; `count` is the number that match, on all pages. */
  list(query: AuditQuery): MaybePromise<{ readonly data: readonly AuditEntry[]; readonly count: number }>;
}
