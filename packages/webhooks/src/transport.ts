import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Clock } from './ports.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** What came of a request; `problem` is a few words without anything of the request. */
export type Answer =
  | { readonly outcome: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly outcome: 'unanswered'; readonly problem: string };

/** Nothing in an answer's body is of use; it is read so that the connection can be used again. */
const ANSWER_BYTES_MAX = 8_192;
const IDLE_CONNECTION_MS = 30_000;

type Attempt = Answer & { readonly isStale?: boolean };

/** Sends requests to one receiver over connections that are kept. */
export class Transport {
  readonly #url: URL;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #agent: HttpAgent | HttpsAgent;
  #underWay = 0;
  #isRetired = false;

  /** Of options that have been checked. */
  constructor(options: Pick<WebhookOptions, 'url' | 'ca' | 'timeoutMs' | 'concurrency'>, clock: Clock) {
    this.#url = new URL(options.url);
    this.#timeoutMs = options.timeoutMs;
    this.#clock = clock;
    const agent = { keepAlive: true, maxFreeSockets: options.concurrency, timeout: IDLE_CONNECTION_MS };
    const { ca } = options;
    if (this.#url.protocol === 'http:') this.#agent = new HttpAgent(agent);
    else this.#agent = new HttpsAgent(ca === undefined ? agent : { ...agent, ca });
  }

  /** Never rejects. The time-out is for everything, the name's resolution as well as the answer's body. */
  async post(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Answer> {
    this.#underWay++;
    let attempt = await this.#attempt(body, headers);
    // The receiver closed a connection that lay idle just when it was used again: nobody failed. There may be as many as were kept.
    for (let kept = this.#agent.maxFreeSockets; attempt.isStale && kept > 0; kept--) {
      attempt = await this.#attempt(body, headers);
    }
    this.#underWay--;
    if (this.#isRetired && this.#underWay === 0) this.destroy();
    return attempt;
  }

  /** Closes the connections when what is under way has ended. */
  retire(): void {
    this.#isRetired = true;
    if (this.#underWay === 0) this.destroy();
  }

  /** Closes the connections; what is under way ends unanswered. */
  destroy(): void {
    this.#agent.destroy();
  }

  #attempt(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Attempt> {
    return new Promise((resolve) => {
      const request = this.#open({ ...headers, 'content-length': String(body.byteLength) });
      let answer: Answer | undefined;
      let problem: string | undefined;
      let isReset = false;
      const cancelTimeout = this.#clock.after(this.#timeoutMs, () => {
        problem = `no answer within ${this.#timeoutMs} ms`;
        request.destroy();
      });
      const settle = (attempt: Attempt): void => {
        cancelTimeout();
        resolve(attempt);
      };
      request.on('response', (response) => {
        answer = { outcome: 'answered', status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
        drain(response);
      });
      request.on('error', (error) => {
        const code = codeOf(error);
        isReset = problem === undefined && (code === 'ECONNRESET' || code === 'EPIPE');
        problem ??= `no answer (${code})`;
      });
      // After `response` this comes when its body has ended, was cut off, or took too long; the status stands.
      request.on('close', () => {
        const isStale = request.reusedSocket && isReset;
        settle(answer ?? { outcome: 'unanswered', problem: problem ?? 'no answer', isStale });
      });
      request.end(body);
    });
  }

  #open(headers: Record<string, string>): ClientRequest {
    const options = { method: 'POST', agent: this.#agent, headers };
    return this.#url.protocol === 'http:' ? requestHttp(this.#url, options) : requestHttps(this.#url, options);
  }
}

function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => {
    // The status has come: what breaks afterwards is of no interest.
  });
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) response.destroy();
  });
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : 'no code';
}
