/** A CALL that waits for a charge point that is not connected. Times in ms since 1970, whole numbers. */
export type WaitingCall = {
  readonly identity: string;
  readonly uniqueId: string;
  readonly action: string;
  /** The payload as JSON text, kept to the letter: no number in it may change. */
  readonly payloadText: string;
  readonly expiresAt: number;
  /** Response Topic of MQTT 5, where the answer is expected besides; null: nowhere. */
  readonly replyTopic: string | null;
  /** Correlation Data of MQTT 5, which may be empty; null: none. */
  readonly correlationData: Buffer | null;
  readonly queuedAt: number;
};

/** A WaitingCall and the key by which it is removed. A key is used once in the life of a process. */
export type KeptWaitingCall = WaitingCall & { readonly key: number };

/**
 * CALLs that wait, over a restart of the process. Synchronous, because it stands on the path of every message: an implementation
 * answers from memory and writes behind; a CALL added and removed within one turn of the event loop need never be written.
 * Nothing expires here: that is the owner's to see and to tell.
 */
export interface WaitingCallRepository {
  /** Returns the key, or `full` when nothing was kept. Throws a StoreError when a time is no whole number. */
  add(call: WaitingCall): number | 'full';
  /** An unknown key is nothing to remove. Written behind: after a crash within that turn the CALL waits again, unless `flush` was called. */
  remove(key: number): void;
  /** In the order in which they were added, over all restarts. */
  all(): readonly KeptWaitingCall[];
  count(): number;
  /** Writes what `add` and `remove` left to be written, now. */
  flush(): void;
}
