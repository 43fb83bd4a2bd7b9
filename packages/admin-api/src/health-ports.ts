import type { MaybePromise } from './maybe-promise.ts';

/** Whether the node can do its work. The problems are sentences that strangers may read: no paths, no addresses, no names of users. */
export type Readiness = { readonly ready: boolean; readonly problems: readonly string[] };

/** The state of the node, see ports.ts. */
export interface NodeHealth {
  /** Whether listeners are open and stores can be written. Asked at most once a second; what takes longer than 5 s counts as a problem. */
  readiness(): MaybePromise<Readiness>;
}
