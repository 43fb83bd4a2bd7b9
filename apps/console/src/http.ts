// One request to the HTTP API: the token goes along, every way to fail becomes an `ApiProblem` whose message a person can read.
import { fieldsOf } from './reader.ts';

/** What `fetch` has to do here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a request needs of its surroundings. */
export interface HttpHost {
  readonly fetch: Fetch;
  /** The bearer token, or null before the login. */
  token(): string | null;
  /** The server did not take this token (any more). */
  tokenRefused(token: string): void;
}

/** One request; `path` begins after `/api/v5`, `body` is sent as JSON. */
export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/** The answer to a request that went well; `body` is null when there was none. */
export type HttpAnswer = { readonly status: number; readonly body: unknown };

/** Why a request failed. `status` is null when no answer came; the message is a sentence for the person who asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number | null;
  /** The API's stable code, `UNREACHABLE` or `TIMED_OUT` when no answer came, `UNREADABLE` when it was not the API's. */
  readonly code: string;

  constructor(status: number | null, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Where the API begins; a path that begins with `/api-` is taken from the root of the origin instead. */
export const apiBase = '/api/v5';

// Longer than the server lets one request arrive, and short enough that a person still waits.
const timeoutMs = 20_000;

/** Sends one request; throws `ApiProblem`, or the reason of `signal` when that was aborted. */
export async function send(host: HttpHost, request: HttpRequest): Promise<HttpAnswer> {
  const token = host.token();
  const response = await fetched(host, request, token);
  const body = await readBody(response);
  if (response.ok) {
    if (body.isJson) return { status: response.status, body: body.value };
    throw new ApiProblem(response.status, 'UNREADABLE', 'What the server answered is not an answer of its API.');
  }
  if (response.status === 401 && token !== null) host.tokenRefused(token);
  const { code, message } = fieldsOf(body.value);
  throw new ApiProblem(
    response.status,
    typeof code === 'string' ? code : 'UNREADABLE',
    typeof message === 'string' && message !== '' ? message : bareStatus(response),
  );
}

/** One part of a path. `.` and `..` would be resolved away by the browser, encoded or not, and the request go elsewhere. */
export function segment(name: string): string {
  if (name === '.' || name === '..') {
    throw new ApiProblem(
      null,
      'UNREACHABLE',
      `A browser cannot ask for the name “${name}”; use the API with another client.`,
    );
  }
  return encodeURIComponent(name);
}

/** Whether an exception is a request that was called off, which nobody needs to hear of. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Any exception as a problem with a message for people. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(
    null,
    'CONSOLE',
    `The console failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

async function fetched(host: HttpHost, request: HttpRequest, token: string | null): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
  try {
    return await host.fetch(urlOf(request), {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // With credentials the browser would answer the Basic challenge of a 401 with a dialog of its own.
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    if (timeout.aborted) {
      throw new ApiProblem(null, 'TIMED_OUT', `The server did not answer within ${timeoutMs / 1000} seconds.`);
    }
    if (error instanceof TypeError) throw new ApiProblem(null, 'UNREACHABLE', 'The server cannot be reached.');
    throw error;
  }
}

function urlOf({ path, query }: HttpRequest): string {
  const base = path.startsWith('/api-') ? path : `${apiBase}${path}`;
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? base : `${base}?${search}`;
}

type Body = { readonly isJson: boolean; readonly value: unknown };

async function readBody(response: Response): Promise<Body> {
  const body = await response.text();
  if (body === '') return { isJson: true, value: null };
  try {
    return { isJson: true, value: JSON.parse(body) };
  } catch {
    return { isJson: false, value: null };
  }
}

function bareStatus({ status, statusText }: Response): string {
  return `The server answered ${[status, statusText].filter((part) => part !== '').join(' ')}.`;
}
