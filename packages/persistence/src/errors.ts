/**
 * What can go wrong here, as a stable code.
 * `store_*`: the file, or the use of it after `destroy`. `*_full`: a limit that must be told to the client, because
 * carrying on would break a promise of MQTT. `no_such_packet`: Aedes asked for an inbound QoS 2 packet that is not there.
 */
export type PersistenceErrorCode =
  | 'store_newer_version'
  | 'store_unreadable'
  | 'store_in_use'
  | 'store_closed'
  | 'sessions_full'
  | 'subscriptions_full'
  | 'inbound_full'
  | 'wills_full'
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
