/**
 * What can go wrong here, as a stable code. `store_*`: the database file. `webhook_invalid_option`: hooks that cannot be used, told in
 * `problems`. `webhook_unknown`: there is no hook of that name. `webhook_invalid_value`: a page that cannot be.
 */
export type WebhookErrorCode =
  | 'store_newer_version'
  | 'store_in_use'
  | 'store_unreadable'
  | 'store_closed'
  | 'webhook_invalid_option'
  | 'webhook_invalid_value'
  | 'webhook_unknown';

/** What is wrong with one option of one hook; `message` ends the sentence "<option> …" and never holds a secret. */
export type WebhookProblem = { readonly hook: string; readonly option: string; readonly message: string };

/** The one error of this room; the message is a sentence for the operator. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code: WebhookErrorCode;
  readonly problems: readonly WebhookProblem[];

  constructor(
    code: WebhookErrorCode,
    message: string,
    options: ErrorOptions & { readonly problems?: readonly WebhookProblem[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
