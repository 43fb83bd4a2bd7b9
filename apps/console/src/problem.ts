import { ApiError } from '@ocpp-broker/api-client';

/** Whether an exception is a request that was called off, which nobody needs to hear of. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Any exception as an error with a message for people; code `CONSOLE` when the console itself is at fault. */
export function problemOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(null, 'CONSOLE', `The console failed: ${error instanceof Error ? error.message : String(error)}`);
}
