// Every error that a caller can meet, and the one place that turns an exception into an answer.
// The body is always {"code", "message"}; what went wrong inside is logged and never told.
import { SettingsError } from '@ocpp-broker/config';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { AdminApiPorts, PortFault } from './ports.ts';

/** The stable codes of error bodies. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'INVALID_PARAMETER'
  | 'ERROR_PWD_NOT_MATCH'
  | 'AUTHORIZATION_HEADER_ERROR'
  | 'BAD_API_KEY_OR_SECRET'
  | 'BAD_TOKEN'
  | 'TOKEN_TIME_OUT'
  | 'BAD_USERNAME_OR_PWD'
  | 'UNAUTHORIZED_ROLE'
  | 'RESOURCE_NOT_FOUND'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'NOT_ALLOWED'
  | 'USER_NOT_FOUND'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'CALL_INVALID'
  | 'QUEUE_FULL'
  | 'DUPLICATE_UNIQUE_ID'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'CALL_LOST'
  | 'CALL_NOT_SENT'
  | 'CALL_TIMED_OUT'
  | 'UNKNOWN_ERROR';

const CHALLENGE = { 'www-authenticate': 'Basic realm="ocpp-broker", charset="UTF-8"' };

/** An answer other than the one asked for; thrown by routes and hooks. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly statusCode: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    // Every 401 names the scheme that would have let the caller in (RFC 9110 §15.5.2).
    this.headers = statusCode === 401 ? { ...headers, ...CHALLENGE } : headers;
  }
}

/** 429 with `Retry-After` in whole seconds. */
export function tooManyFailures(retryAfterMs: number): ApiError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new ApiError(429, 'TOO_MANY_REQUESTS', `Too many failures, try again in ${seconds} s`, {
    'retry-after': String(seconds),
  });
}

/** 503: too much is being done at once, or the node starts or stops. */
export function busy(message: string): ApiError {
  return new ApiError(503, 'SERVICE_UNAVAILABLE', message, { 'retry-after': '5' });
}

/** The answer to any exception: an `ApiError` as it is, a fault of the caller by its kind, anything else a bare 500. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof SettingsError) return settingsRefused(error, 'gateway.ocpp');
  const { code, validation, validationContext, statusCode, message } = error as Partial<FastifyError>;
  if (validation !== undefined) return validationError(validation, validationContext ?? '');
  if (code === 'FST_ERR_HANDLER_TIMEOUT')
    return busy('It took too long and was given up; it may have been done all the same');
  if (statusCode === 413) return new ApiError(413, 'PAYLOAD_TOO_LARGE', 'The body is too large');
  if (statusCode === 415) return new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json');
  if (statusCode === 404) return new ApiError(404, 'NOT_FOUND', 'Not found');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(400, 'BAD_REQUEST', message ?? 'Bad request');
  }
  return new ApiError(500, 'UNKNOWN_ERROR', 'Internal error');
}

/** Makes a change of settings; what they refuse is told with paths from `root` on (`mqtt.listeners.tcp.default`). */
export async function changingSettings(root: string, change: () => void | Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    throw error instanceof SettingsError ? settingsRefused(error, root) : error;
  }
}

function settingsRefused({ problems }: SettingsError, root: string): ApiError {
  return new ApiError(400, 'BAD_REQUEST', problems.map((problem) => printProblem(problem, root)).join('; '));
}

/** Answers with an error, and logs it when it is ours. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  ports: Pick<AdminApiPorts, 'log' | 'faultOf'>,
): FastifyReply {
  const known = toApiError(error);
  const fault = known.statusCode === 500 ? ports.faultOf?.(error) : undefined;
  const answer = fault === undefined ? known : fromFault(fault);
  if (answer.statusCode === 500) {
    ports.log.error({ err: error, method: request.method, path: request.url.split('?', 1)[0] }, 'request failed');
  }
  return reply
    .code(answer.statusCode)
    .headers(answer.headers)
    .type('application/json; charset=utf-8')
    .send({ code: answer.code, message: answer.message });
}

type Problem = { readonly path: string; readonly message: string };

// The caller's document begins further down than ours. What lies elsewhere is told in full.
function printProblem({ path, message }: Problem, root: string): string {
  const isBelow = path === root || path.startsWith(`${root}.`);
  return `${(isBelow ? path.slice(root.length + 1) : path) || 'body'}: ${message}`;
}

function fromFault({ kind, message }: PortFault): ApiError {
  return kind === 'invalid' ? new ApiError(400, 'BAD_REQUEST', message) : busy(message);
}

type ValidationProblem = NonNullable<FastifyError['validation']>[number];

function validationError(problems: readonly ValidationProblem[], context: string): ApiError {
  const problem = problems[0];
  const path = (problem?.instancePath ?? '').slice(1).replaceAll('/', '.');
  if (problem?.keyword === 'required') {
    const missing = [path, String(problem.params.missingProperty)].filter((part) => part !== '').join('.');
    return new ApiError(400, 'BAD_REQUEST', `Missing required parameter: ${missing}`);
  }
  const isPaging = context === 'querystring' && (path === 'page' || path === 'limit');
  const allowed = problem?.params.allowedValues;
  const values = Array.isArray(allowed) ? ` (${allowed.join(', ')})` : '';
  return new ApiError(
    400,
    isPaging ? 'INVALID_PARAMETER' : 'BAD_REQUEST',
    `${path === '' ? context || 'request' : path}: ${problem?.message ?? 'is not valid'}${values}`,
  );
}
