// A small OCPP server: it answers as the demo CSMS does unless a test says otherwise, and shows what arrives.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { createDemoCsms } from '../src/demo-csms.ts';

export type Payload = Readonly<Record<string, unknown>>;
export type ReceivedCall = { readonly uniqueId: string; readonly action: string; readonly payload: Payload };
/** An HTTP answer in place of the upgrade; `lines` are header lines. */
export type HttpRefusal = { readonly statusLine: string; readonly lines?: readonly string[]; readonly body?: string };

/** Values that arrive, and whoever waits for one of them; values nobody wanted stay. */
export class Mailbox<T> {
  #values: T[] = [];
  #waiting: { readonly wants: (value: T) => boolean; readonly take: (value: T) => void }[] = [];

  get values(): readonly T[] {
    return this.#values;
  }

  put(value: T): void {
    const reader = this.#waiting.find(({ wants }) => wants(value));
    if (reader === undefined) {
      this.#values.push(value);
      return;
    }
    this.#waiting = this.#waiting.filter((other) => other !== reader);
    reader.take(value);
  }

  next(wants: (value: T) => boolean = () => true): Promise<T> {
    const value = this.#values.find(wants);
    if (value === undefined) return new Promise((take) => this.#waiting.push({ wants, take }));
    this.#values = this.#values.filter((other) => other !== value);
    return Promise.resolve(value);
  }
}

/** The server's end of one charge point. */
export class TestConnection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Every text that arrived, in order. */
  readonly texts: string[] = [];
  readonly calls = new Mailbox<ReceivedCall>();
  readonly others = new Mailbox<readonly unknown[]>();
  readonly closed: Promise<number>;
  #lastId = 0;

  constructor(socket: WebSocket, request: IncomingMessage, server: TestServer) {
    this.socket = socket;
    this.request = request;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    const csms = createDemoCsms({ publish: (_topic, payload) => this.#answer(JSON.parse(payload) as Payload) });
    socket.on('message', (data) => {
      const text = data.toString();
      this.texts.push(text);
      const frame = JSON.parse(text) as readonly unknown[];
      if (frame[0] !== 2) {
        this.others.put(frame);
        return;
      }
      const [, uniqueId, action, payload] = frame as [number, string, string, Payload];
      this.calls.put({ uniqueId, action, payload });
      const own = server.answers.get(action);
      if (own === undefined) {
        csms.receive(
          'ocpp/cp/x',
          JSON.stringify({ MessageTypeId: 2, UniqueId: uniqueId, Action: action, Payload: payload }),
        );
        return;
      }
      const answer = own(payload);
      if (answer !== 'silence') this.send([3, uniqueId, answer]);
    });
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next CALL of an action, whatever else came before it. */
  async nextCall(action: string): Promise<ReceivedCall> {
    return this.calls.next((call) => call.action === action);
  }

  /** The actions of all CALLs so far, in order. */
  get actions(): readonly string[] {
    return this.texts.flatMap((text) => {
      const [type, , action] = JSON.parse(text) as [number, string, string];
      return type === 2 ? [action] : [];
    });
  }

  /** Sends a CALL and resolves with the elements of its answer after the uniqueId. */
  async call(action: string, payload: unknown): Promise<readonly unknown[]> {
    this.#lastId += 1;
    const uniqueId = `s${this.#lastId}`;
    this.send([2, uniqueId, action, payload]);
    const answer = await this.others.next((frame) => frame[1] === uniqueId);
    return answer[0] === 3 ? answer.slice(2) : answer.slice(2, 3);
  }

  #answer(message: Payload): void {
    const { MessageTypeId, UniqueId, Payload, ErrorCode, ErrorDescription } = message;
    if (MessageTypeId === 3) this.send([3, UniqueId, Payload]);
    else this.send([4, UniqueId, ErrorCode, ErrorDescription, {}]);
  }
}

/** A WebSocket server on a free port of 127.0.0.1. */
export class TestServer {
  /** How an action is answered: with a payload, or by silence. */
  readonly answers = new Map<string, (payload: Payload) => Payload | 'silence'>();
  readonly connections = new Mailbox<TestConnection>();
  /** Set to refuse every handshake. */
  refusal: HttpRefusal | undefined;
  readonly #http: Server;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => ([...offered].includes('ocpp1.6') ? 'ocpp1.6' : false),
  });

  private constructor(http: Server) {
    this.#http = http;
    http.on('upgrade', (request, socket, head) => {
      if (this.refusal !== undefined) {
        const { statusLine, lines = [], body = '' } = this.refusal;
        const headers = [`HTTP/1.1 ${statusLine}`, `Content-Length: ${Buffer.byteLength(body)}`, ...lines];
        socket.end(`${headers.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
        return;
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.connections.put(new TestConnection(webSocket, request, this));
      });
    });
  }

  static async listen(): Promise<TestServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new TestServer(http);
  }

  /** What a charge point connects to: the URL without an identity. */
  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/ocpp`;
  }

  async close(): Promise<void> {
    for (const client of this.#webSockets.clients) client.terminate();
    this.#webSockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
