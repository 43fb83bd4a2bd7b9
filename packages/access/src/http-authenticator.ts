import { type HttpReply, verdictOf } from './http-reply.ts';
import { type HttpRequest, type HttpRequestOptions, HttpRequestTemplate } from './http-request.ts';
import type { AuthenticationSource, Login, SourceVerdict } from './login.ts';

/** EMQX's settings of its HTTP authenticator. */
export type HttpOptions = HttpRequestOptions & {
  /** For the whole question, until the last byte of the answer. */
  readonly requestTimeoutMs: number;
  /** Questions that may be under way at once; more are `busy`. */
  readonly inflightMax: number;
};

/** Room for an access list of some hundred rules; a longer answer is none. */
const REPLY_BYTES_MAX = 65_536;

/**
 * Asks an HTTP service. One that is dead or confused decides nothing, and lets nobody in. Redirects are not followed: credentials go where
 * the operator sends them, and nowhere else.
 */
export class HttpAuthenticator implements AuthenticationSource {
  readonly name = 'http';
  readonly #template: HttpRequestTemplate;
  readonly #options: HttpOptions;
  readonly #now: () => number;
  #inflight = 0;

  /** Throws an AccessError on options that cannot be used. `now` is milliseconds since 1970. */
  constructor(options: HttpOptions, now: () => number) {
    this.#template = new HttpRequestTemplate(options);
    this.#options = options;
    this.#now = now;
  }

  async authenticate(login: Login): Promise<SourceVerdict> {
    const request = this.#template.requestFor(login);
    if (request === undefined) return { outcome: 'ignored', reason: 'the login cannot be put into a request' };
    if (this.#inflight >= this.#options.inflightMax) return { outcome: 'busy' };
    this.#inflight++;
    try {
      const reply = await this.#ask(request);
      if (reply === undefined) return { outcome: 'ignored', reason: 'the answer is too long', hasFailed: true };
      return verdictOf(reply, this.#now());
    } catch (error) {
      return { outcome: 'ignored', reason: reasonOf(error), hasFailed: true };
    } finally {
      this.#inflight--;
    }
  }

  /** Undefined when the answer is too long. */
  async #ask({ method, url, headers, body }: HttpRequest): Promise<HttpReply | undefined> {
    const signal = AbortSignal.timeout(this.#options.requestTimeoutMs);
    const response = await fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal });
    const { status } = response;
    if (status !== 200) await response.body?.cancel();
    const text = status === 200 ? await boundedText(response) : '';
    return text === undefined ? undefined : { status, contentType: response.headers.get('content-type'), body: text };
  }
}

/** The body, unpacked; undefined when it is longer than it may be. */
async function boundedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > REPLY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What `fetch` met, in words without anything of the request. */
function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'the service did not answer in time';
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no code';
  return `the service cannot be asked (${code})`;
}
