import type { Api } from '../generated/api.ts';
import { type AnyRequest, type ApiClientOptions, Connection } from './connection.ts';
import type {
  AnswerOf,
  EntryOf,
  EventArguments,
  Method,
  PagedPath,
  PathOf,
  RequestArguments,
  RequestSettings,
} from './operations.ts';
import type { ServerEvent } from './server-events.ts';

const SPECIFICATION = '/api-spec.json';

/** The HTTP API, typed from its document. Everything rejects with `ApiError`, or with the reason of the caller's own signal. */
export interface ApiClient {
  get<Path extends PathOf<'get'>>(
    path: Path,
    ...request: RequestArguments<Path, 'get'>
  ): Promise<AnswerOf<Path, 'get'>>;
  post<Path extends PathOf<'post'>>(
    path: Path,
    ...request: RequestArguments<Path, 'post'>
  ): Promise<AnswerOf<Path, 'post'>>;
  put<Path extends PathOf<'put'>>(
    path: Path,
    ...request: RequestArguments<Path, 'put'>
  ): Promise<AnswerOf<Path, 'put'>>;
  delete<Path extends PathOf<'delete'>>(
    path: Path,
    ...request: RequestArguments<Path, 'delete'>
  ): Promise<AnswerOf<Path, 'delete'>>;
  /** The entries of all pages, from `query.page` on; each page is asked for when the one before it has been taken. */
  each<Path extends PagedPath>(
    path: Path,
    ...request: RequestArguments<Path, 'get'>
  ): AsyncGenerator<EntryOf<Path>, void, void>;
  /** The answer with its body unread, for whatever should not lie in memory whole; `timeoutMs` ends when it begins. */
  open<Path extends PathOf<'get'>>(path: Path, ...request: RequestArguments<Path, 'get'>): Promise<Response>;
  /** Server-sent events until the server ends them; ends with ApiError `TIMED_OUT` when the server falls silent. */
  events<Path extends PathOf<'get'>>(
    path: Path,
    ...request: EventArguments<Path>
  ): AsyncGenerator<ServerEvent, void, void>;
  /** The OpenAPI document that this client is made from, as the server has it; it is no operation of itself. */
  specification(settings?: RequestSettings): Promise<unknown>;
}

/** Makes a client. Throws ApiError `INVALID_URL` when `baseUrl` is none. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const connection = new Connection(options);
  const verb =
    (method: Method) =>
    (path: keyof Api, request: AnyRequest = {}): Promise<unknown> =>
      connection.ask(method, path, request);
  // The types of the interface are made from the document; what carries them out knows only paths and parts.
  return {
    get: verb('get'),
    post: verb('post'),
    put: verb('put'),
    delete: verb('delete'),
    each: (path: keyof Api, request?: AnyRequest) => connection.each(path, request ?? {}),
    open: (path: keyof Api, request?: AnyRequest) => connection.open('get', path, request ?? {}),
    specification: (settings: RequestSettings = {}) => connection.ask('get', SPECIFICATION, settings),
    events: (path: keyof Api, request?: AnyRequest) => connection.events(path, request ?? {}),
  } as unknown as ApiClient;
}
