// The HTTP API as a soak uses it: over connections that it can end, so that what the server leaves open is the server's.

import { Agent, request } from 'node:http';
import type { Login } from '../candidate.ts';

/** An answer; `body` is undefined where there is none. */
export type HttpAnswer = { readonly status: number; readonly body: unknown };

const connectionsMax = 32;
const answerTimeMaxMs = 60_000;
const answerLengthMax = 16_777_216;

/** A token ends when it gets old, however much it is used; a soak may last longer. */
const loginAgeMaxMs = 600_000;

/** A caller of the API who logs in when there is need. */
export class HttpApi {
  readonly #url: string;
  readonly #login: Login;
  readonly #clock: () => number;
  #agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  #token: Promise<string> | undefined;
  #loggedInAt = 0;

  constructor(url: string, login: Login, clock: () => number = () => performance.now()) {
    this.#url = url;
    this.#login = login;
    this.#clock = clock;
  }

  /** Asks; rejects when there is no answer at all. */
  async ask(method: string, path: string, body?: object): Promise<HttpAnswer> {
    const { status, text } = await this.#send(method, path, body, await this.#currentToken());
    return { status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Like `ask`, but rejects with an Error for an answer that is none of success. */
  async demand(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status} ${print(answer.body)}`);
    return answer.body;
  }

  /** The metrics as Prometheus reads them. */
  async metrics(): Promise<string> {
    const { status, text } = await this.#send('GET', '/prometheus/stats', undefined, await this.#currentToken());
    if (status !== 200) throw new Error(`the metrics were answered ${status}`);
    return text;
  }

  /** Ends all connections; the next question opens another one. */
  disconnect(): void {
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  #currentToken(): Promise<string> {
    const now = this.#clock();
    if (this.#token === undefined || now - this.#loggedInAt > loginAgeMaxMs) {
      this.#loggedInAt = now;
      this.#token = this.#logIn();
    }
    return this.#token;
  }

  async #logIn(): Promise<string> {
    const { status, text } = await this.#send('POST', '/login', this.#login, undefined);
    if (status !== 200) throw new Error(`the login was answered ${status}`);
    return (JSON.parse(text) as { readonly token: string }).token;
  }

  #send(method: string, path: string, body: object | undefined, token: string | undefined) {
    return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const asking = request(
        `${this.#url}/api/v5${path}`,
        {
          method,
          agent: this.#agent,
          signal: AbortSignal.timeout(answerTimeMaxMs),
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            text += part;
            if (text.length > answerLengthMax) answer.destroy(new Error(`${method} ${path} is answered without end`));
          });
          answer.on('error', reject);
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      );
      asking.on('error', reject);
      asking.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function print(body: unknown): string {
  return JSON.stringify(body)?.slice(0, 300) ?? '';
}
