/** How one hook is doing. Times are milliseconds since 1970, counts since the start of the process where nothing else is said. */
export type HookStatus = {
  readonly name: string;
  /**
   * `sending`: a request is under way. `waiting`: until `nextAttemptAt`, after a failure. `suspended`: its receiver answered 410, so nothing
   * is sent until its settings change, somebody asks for it, or the process starts again. `disabled`: by its settings.
   */
  readonly state: 'idle' | 'sending' | 'waiting' | 'suspended' | 'disabled';
  /** Events that wait or are under way now. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Events that were taken. */
  readonly delivered: number;
  /** Requests that were not answered with success. */
  readonly failed: number;
  /** Events that were not let into the queue. */
  readonly dropped: number;
  /** Events in the list of dead letters now. */
  readonly deadLetters: number;
  /** Dead letters that had to make room for newer ones. */
  readonly deadLettersDropped: number;
  readonly lastError: { readonly at: number; readonly message: string } | null;
  readonly lastDeliveredAt: number | null;
  readonly nextAttemptAt: number | null;
};
