import type { IncomingMessage } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { WebSocket } from 'ws';
import { ConnectionFailed, HandshakeRefused } from './errors.ts';

/** How to open a WebSocket. `headers` win over what the other fields make of them; `tls` is passed to the TLS socket of a `wss:` URL. */
export type HandshakeOptions = {
  /** The whole URL, identity included, percent-encoded by the caller. */
  readonly url: string;
  /** Offered in this order; `[]` offers none. */
  readonly subprotocols?: readonly string[];
  readonly username?: string | undefined;
  /** A Buffer is sent byte by byte, since an OCPP key need not be UTF-8 (OCPP-J 1.6 §6.2.2). */
  readonly password?: string | Buffer | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Offers permessage-deflate (default false, as most 1.6 charge points do not). */
  readonly compress?: boolean;
  /** `false`: pings are left unanswered, as by a half-open socket (default true). */
  readonly autoPong?: boolean;
  readonly handshakeTimeoutMs?: number;
  readonly frameBytesMax?: number;
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
};

const handshakeTimeoutMsDefault = 10_000;
const frameBytesMaxDefault = 1024 * 1024;
/** An error page is shown to a person; nobody reads more of it than this. */
const refusalBytesMax = 64 * 1024;

/** The value of an `Authorization` header for HTTP Basic; user and password are joined as bytes, never through a string. */
export function basicAuthorization(username: string, password: string | Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${username}:`, 'utf8'), Buffer.from(password)]);
  return `Basic ${bytes.toString('base64')}`;
}

/**
 * Opens a WebSocket. `attach` runs before anything can arrive, so that no early frame is missed. Rejects with HandshakeRefused
 * (an HTTP answer other than 101) or ConnectionFailed (anything else).
 */
export function openWebSocket(options: HandshakeOptions, attach: (socket: WebSocket) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = dial(options);
    let opened = false;
    socket.on('unexpected-response', (request, response) => {
      readRefusal(response).then((refusal) => {
        request.destroy();
        reject(refusal);
      }, reject);
    });
    // Later errors are followed by `close`, which is where the owner learns of them.
    socket.on('error', (error) => {
      if (!opened) reject(new ConnectionFailed(error));
    });
    socket.once('open', () => {
      opened = true;
      resolve(socket);
    });
    attach(socket);
  });
}

function dial(options: HandshakeOptions): WebSocket {
  const headers: Record<string, string> = {};
  if (options.username !== undefined || options.password !== undefined) {
    headers.authorization = basicAuthorization(options.username ?? '', options.password ?? '');
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
  return new WebSocket(options.url, [...(options.subprotocols ?? ['ocpp1.6'])], {
    ...options.tls,
    headers,
    perMessageDeflate: options.compress ?? false,
    autoPong: options.autoPong ?? true,
    handshakeTimeout: options.handshakeTimeoutMs ?? handshakeTimeoutMsDefault,
    maxPayload: options.frameBytesMax ?? frameBytesMaxDefault,
  });
}

async function readRefusal(response: IncomingMessage): Promise<HandshakeRefused | ConnectionFailed> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, refusalBytesMax - bytes));
      bytes += chunk.length;
      if (bytes >= refusalBytesMax) break;
    }
  } catch (error) {
    // A server that resets the socket behind its answer has still given its answer.
    if (response.statusCode === undefined) return new ConnectionFailed(error);
  }
  return new HandshakeRefused(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString('utf8'));
}
