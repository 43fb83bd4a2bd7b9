/**
 * What can go wrong here, as a stable code.
 * `store_*`: the file, a copy of it, or the use of it after `destroy`. The others belong to Aedes' contract: `inbound_full` for a client with too
 * much QoS 2 that it has not released, `no_such_packet` for a packet id that is not in store.
 */
export type PersistenceErrorCode =
  | 'store_newer_version'
  | 'store_unreadable'
  | 'store_in_use'
  | 'store_closed'
  | 'store_unwritable'
  | 'inbound_full'
  | 'no_such_packet';

/** An error with a stable `code`; the message is a sentence for the operator. */
export class PersistenceError extends Error {
  override readonly name = 'PersistenceError';
  readonly code: PersistenceErrorCode;

  constructor(code: PersistenceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
