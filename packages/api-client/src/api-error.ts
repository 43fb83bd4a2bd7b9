/** Codes that this client gives itself, when no answer of the API came: `status` is null, or that of the answer that could not be read. */
export type ClientErrorCode = 'INVALID_URL' | 'INVALID_NAME' | 'UNREACHABLE' | 'TIMED_OUT' | 'UNREADABLE' | 'TOO_LARGE';

/** A request that failed. `code` is the API's own (`RESOURCE_NOT_FOUND`) or a `ClientErrorCode`; the message is a sentence that a person can read. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** The whole body of the answer, when it was JSON: some errors tell more than code and message. */
  readonly body: unknown;

  constructor(
    status: number | null,
    code: string,
    message: string,
    more: { readonly body?: unknown; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.status = status;
    this.code = code;
    this.body = more.body;
  }
}

/** The error that an answer other than 2xx stands for. */
export function errorOf(response: Response, body: unknown): ApiError {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<
    Record<string, unknown>
  >;
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : 'UNREADABLE',
    typeof message === 'string' && message !== ''
      ? message
      : `The server answered ${response.status} ${response.statusText}`.trim(),
    { body },
  );
}

/** What `fetch` and its streams throw, as an ApiError; `timeout` tells whether it was ours, whose reason for aborting the caller's. */
export function failureOf(
  error: unknown,
  signals: { readonly timeout: AbortSignal; readonly given: AbortSignal | undefined },
): unknown {
  if (error instanceof ApiError) return error;
  if (signals.given?.aborted) return signals.given.reason;
  if (signals.timeout.aborted)
    return new ApiError(null, 'TIMED_OUT', 'The server did not answer in time', { cause: error });
  if (error instanceof TypeError)
    return new ApiError(null, 'UNREACHABLE', `The server cannot be reached${reasonOf(error)}`, { cause: error });
  return error;
}

/** Node tells the reason in the cause (`connect ECONNREFUSED 127.0.0.1:1`), browsers tell none. */
function reasonOf({ cause }: TypeError): string {
  if (!(cause instanceof Error)) return '';
  const { code } = cause as { readonly code?: unknown };
  const reason = cause.message || (typeof code === 'string' ? code : '');
  return reason === '' ? '' : ` (${reason})`;
}
