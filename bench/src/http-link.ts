// One connection to an HTTP server that asks the same again and again: the request is bytes that were made once.

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { basicAuthorization } from '@ocpp-broker/simulator';
import type { Login } from './candidate.ts';

/** Who asks, and who hears the answers and of the end. */
export type HttpLinkOptions = {
  readonly url: URL;
  readonly key: Login;
  /** Sent with each request, as JSON. */
  readonly body: string;
  /** The status and the body of each answer. */
  readonly onAnswer: (status: number, body: string) => void;
  /** The connection ended, or what came is not HTTP; called at most once, and not after `close`. */
  readonly onFailed: (error: Error) => void;
};

const answerLengthMax = 65_536;
const connectTimeMaxMs = 10_000;

/** A connection that is kept; one request at a time. */
export class HttpLink {
  readonly #options: HttpLinkOptions;
  readonly #socket: Socket;
  readonly #request: Buffer;
  #text = '';
  #isOver = false;

  private constructor(options: HttpLinkOptions, socket: Socket) {
    const { url, key, body } = options;
    this.#options = options;
    this.#socket = socket;
    this.#request = Buffer.from(
      `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n` +
        `Authorization: ${basicAuthorization(key.username, key.password)}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    socket.setEncoding('latin1').on('data', (text) => this.#read(text as unknown as string));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed an HTTP connection')));
  }

  /** Connects; rejects when nobody listens. */
  static async open(options: HttpLinkOptions): Promise<HttpLink> {
    const { hostname, port } = options.url;
    const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectTimeMaxMs) });
    return new HttpLink(options, socket);
  }

  /** Asks; the last answer must have come. */
  ask(): void {
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#text += text;
    const headEnd = this.#text.indexOf('\r\n\r\n');
    if (headEnd < 0) {
      this.#bound();
      return;
    }
    const head = this.#text.slice(0, headEnd);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (status === undefined || length === undefined) {
      this.#fail(new Error('an answer is not HTTP as it is understood here'));
      return;
    }
    const bodyAt = headEnd + 4;
    const end = bodyAt + Number(length);
    if (this.#text.length < end) {
      this.#bound();
      return;
    }
    const body = this.#text.slice(bodyAt, end);
    this.#text = this.#text.slice(end);
    this.#options.onAnswer(Number(status), body);
  }

  #bound(): void {
    if (this.#text.length > answerLengthMax) this.#fail(new Error('an HTTP answer has no end'));
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.close();
    this.#options.onFailed(error);
  }
}
