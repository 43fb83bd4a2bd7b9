// Sends requests and reads answers; knows paths and their parts, and nothing of what is asked.
import { chunksOf, parseAnswer, readText, SILENCE_MS } from './answer.ts';
import { errorOf, failureOf } from './api-error.ts';
import { authorizationOf, type Credentials } from './credentials.ts';
import { Deadline } from './deadline.ts';
import type { Method, RequestSettings } from './operations.ts';
import { requestUrl, serverRoot } from './request-url.ts';
import { EventAssembler, type ServerEvent } from './server-events.ts';

/** What `fetch` has to do here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How a client is made. Times in milliseconds, sizes in bytes. */
export type ApiClientOptions = {
  /** Where the server is: `http://127.0.0.1:18083`; paths begin with `/api/v5` by themselves. */
  readonly baseUrl: string;
  /** Left out: only what is open can be asked. A function is asked before each request, for a login that begins and ends. */
  readonly credentials?: Credentials | (() => Credentials | undefined) | undefined;
  /** How long one request may take. Default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** How long a stream of events may be silent; the server says something every 15 s. Default 60 s. */
  readonly silenceMs?: number | undefined;
  /** The largest answer that is read at once. Default 64 MB. */
  readonly answerBytesMax?: number | undefined;
  readonly fetch?: Fetch | undefined;
};

/** A request to any operation. */
export type AnyRequest = RequestSettings & {
  readonly path?: object;
  readonly query?: object;
  readonly header?: object;
  readonly body?: unknown;
  readonly onOpen?: () => void;
};
type Page = { readonly data: readonly unknown[]; readonly meta: { readonly hasnext: boolean } };

const DEFAULTS = { timeoutMs: 30_000, silenceMs: SILENCE_MS, answerBytesMax: 67_108_864 };
/** Where silence is what ends it, and says so itself. */
const NEVER = new AbortController().signal;

/** One server, asked as one caller. */
export class Connection {
  readonly #root: string;
  readonly #options: ApiClientOptions;
  readonly #limits: typeof DEFAULTS;
  readonly #fetch: Fetch;

  constructor(options: ApiClientOptions) {
    const { timeoutMs, silenceMs, answerBytesMax } = options;
    this.#root = serverRoot(options.baseUrl);
    this.#options = options;
    this.#limits = {
      timeoutMs: timeoutMs ?? DEFAULTS.timeoutMs,
      silenceMs: silenceMs ?? DEFAULTS.silenceMs,
      answerBytesMax: answerBytesMax ?? DEFAULTS.answerBytesMax,
    };
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  async ask(method: Method, path: string, request: AnyRequest): Promise<unknown> {
    const signals = this.#signals(request);
    try {
      return await this.#read(await this.#send(method, path, request, signals.both));
    } catch (error) {
      throw failureOf(error, signals);
    } finally {
      signals.stop();
    }
  }

  async open(method: Method, path: string, request: AnyRequest): Promise<Response> {
    const signals = this.#signals(request);
    try {
      const response = await this.#send(method, path, request, signals.both);
      // An error is read as any other answer, and thrown.
      if (!response.ok) await this.#read(response);
      return response;
    } catch (error) {
      throw failureOf(error, signals);
    } finally {
      signals.stop();
    }
  }

  async *each(path: string, request: AnyRequest): AsyncGenerator<unknown, void, void> {
    const { page = 1, ...query } = { ...request.query } as { readonly page?: number };
    for (let number = page; ; number += 1) {
      const { data, meta } = (await this.ask('get', path, { ...request, query: { ...query, page: number } })) as Page;
      yield* data;
      if (!meta.hasnext) return;
    }
  }

  async *events(path: string, request: AnyRequest): AsyncGenerator<ServerEvent, void, void> {
    const signals = { timeout: NEVER, given: request.signal };
    const headers = { accept: 'text/event-stream', ...request.headers };
    const response = await this.open('get', path, { ...request, headers });
    request.onOpen?.();
    const assembler = new EventAssembler();
    const decoder = new TextDecoder();
    try {
      for await (const chunk of chunksOf(response, this.#limits.silenceMs)) {
        yield* assembler.push(decoder.decode(chunk, { stream: true }));
      }
    } catch (error) {
      throw failureOf(error, signals);
    }
  }

  #send(method: Method, path: string, request: AnyRequest, signal: AbortSignal): Promise<Response> {
    const { body } = request;
    const isText = typeof body === 'string';
    const isForm = body instanceof FormData;
    const { credentials: given } = this.#options;
    const credentials = typeof given === 'function' ? given() : given;
    return this.#fetch(requestUrl(this.#root, path, { ...request.path }, { ...request.query }), {
      method: method.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...(credentials === undefined ? {} : { authorization: authorizationOf(credentials) }),
        // A form brings its own, with the boundary in it.
        ...(body === undefined || isForm ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' }),
        ...request.headers,
        ...(request.header as Readonly<Record<string, string>> | undefined),
      },
      ...(body === undefined ? {} : { body: isText || isForm ? body : JSON.stringify(body) }),
      // A browser would answer the Basic challenge of a 401 with a dialog of its own, and keep what should not be kept.
      credentials: 'omit',
      cache: 'no-store',
      // Followed, a POST would become a GET, and credentials might go elsewhere.
      redirect: 'error',
      signal,
    });
  }

  async #read(response: Response): Promise<unknown> {
    const text = await readText(response, this.#limits.answerBytesMax);
    if (response.ok) return parseAnswer(response, text);
    throw errorOf(response, jsonOrNothing(response, text));
  }

  #signals({ signal, timeoutMs }: RequestSettings) {
    const deadline = new Deadline(timeoutMs ?? this.#limits.timeoutMs);
    const both = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
    return { both, timeout: deadline.signal, given: signal, stop: () => deadline.cancel() };
  }
}

/** A proxy in between answers in HTML; what an error of the API says is JSON whatever else goes wrong with it. */
function jsonOrNothing(response: Response, text: string): unknown {
  try {
    return parseAnswer(response, text);
  } catch {
    return undefined;
  }
}
