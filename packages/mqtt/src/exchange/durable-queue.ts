import type { Delivery } from '../message.ts';

/** A delivery in a durable queue; `seq` is its place there. */
export type StoredDelivery = Delivery & {
  readonly seq: number;
  /** The packet id that it was sent under on an earlier connection; undefined: never sent. */
  readonly messageId: number | undefined;
  /** Its PUBREC has come: PUBREL is all that is left to send. */
  readonly isReleased: boolean;
};

/** The queue of a session that outlives its connection; an outbox of any other session has none. */
export interface DurableQueue {
  /** What is there after `afterSeq`, in order, that was sent before what was not; fewer than `limit` when there is no more. */
  read(afterSeq: number, limit: number): readonly StoredDelivery[];
  sent(seq: number, messageId: number): void;
  released(seq: number): void;
  done(seq: number): void;
  /** Calls back once what was noted is on disk, at once or later, in the order of the calls; not at all when that failed. */
  afterCommit(done: () => void): void;
}
