/** Stable names of what can be wrong with a store or with a value given to it. */
export type StoreErrorCode =
  | 'store_newer_version'
  | 'store_unreadable'
  | 'store_unwritable'
  | 'store_locked'
  | 'store_busy'
  | 'store_invalid_value'
  | 'store_unknown_algorithm';

/** The one error type of this room: `code` is for programs, `message` says what is wrong and what to do, and never holds a secret. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
