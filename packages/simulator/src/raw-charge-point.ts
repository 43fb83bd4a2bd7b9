import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';
import { ConnectionClosed, HandshakeRefused, InboxOverflowed, SimulatorError, WaitTimedOut } from './errors.ts';
import { type HandshakeOptions, openWebSocket } from './handshake.ts';

/** How to open a raw charge point: the handshake's options, and the bounds of its inbox and of its waits. */
export type RawChargePointOptions = HandshakeOptions & {
  /** Frames kept until they are read (default 1,000). */
  readonly inboxFramesMax?: number;
  /** Default time limit of `next` and its like (default 5,000). */
  readonly waitMs?: number;
};

/** How a WebSocket ended: 1006 with an empty reason when there was no closing handshake. */
export type Closing = { readonly code: number; readonly reason: string };

/** An HTTP answer in place of an upgrade. */
export type Refusal = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A WebSocket that speaks no OCPP by itself: it sends what it is told and keeps what arrives, for tests of a server. */
export interface RawChargePoint {
  /** What the server chose, `''` when it chose none. */
  readonly subprotocol: string;
  /** The negotiated extensions as a header value, `''` when there are none. */
  readonly extensions: string;
  /** The headers of the 101 answer. */
  readonly headers: IncomingHttpHeaders;
  /** Resolves when the socket is gone, whoever ended it; never rejects. */
  readonly closed: Promise<Closing>;
  /** Frames that arrived and were not read yet, oldest first. */
  readonly unread: readonly string[];
  /** Sends a text message, resolving when it was handed to the kernel; anything but a string is sent as its JSON. */
  send(message: unknown): Promise<void>;
  sendBinary(bytes: Uint8Array): Promise<void>;
  ping(data?: string): Promise<void>;
  /**
   * The oldest unread frame, awaited if there is none. Rejects with WaitTimedOut, with ConnectionClosed when the socket is gone and
   * nothing is left, and with InboxOverflowed when frames were lost before this one. A binary message is shown as its bytes in latin1.
   */
  next(waitMs?: number): Promise<string>;
  /** `next`, parsed as JSON. */
  nextJson(waitMs?: number): Promise<unknown>;
  /** The next ping (`'ping'`) or pong (`'pong'`) to arrive after this call. */
  nextControl(kind: 'ping' | 'pong', waitMs?: number): Promise<void>;
  /** Stops reading from the socket, as a frozen charge point does, until `resume`. */
  pause(): void;
  resume(): void;
  /** The closing handshake; resolves when the socket is gone. */
  close(code?: number, reason?: string): Promise<Closing>;
  /** Destroys the socket without a closing handshake. */
  terminate(): void;
}

const inboxFramesMaxDefault = 1_000;
const waitMsDefault = 5_000;

/**
 * Opens a WebSocket with the given headers and subprotocols. Rejects with HandshakeRefused or ConnectionFailed. To offer a
 * subprotocol and accept that the server chooses none, pass it in `headers` and leave `subprotocols` empty.
 */
export async function openRaw(options: RawChargePointOptions): Promise<RawChargePoint> {
  const inbox = createInbox(options.inboxFramesMax ?? inboxFramesMaxDefault, options.waitMs ?? waitMsDefault);
  let headers: IncomingHttpHeaders = {};
  let settleClosed: (closing: Closing) => void = () => {};
  const closed = new Promise<Closing>((resolve) => {
    settleClosed = resolve;
  });
  const socket = await openWebSocket(options, (opening) => {
    opening.on('upgrade', (response) => {
      headers = response.headers;
    });
    opening.on('message', (data, isBinary) => inbox.put(data.toString(isBinary ? 'latin1' : 'utf8')));
    opening.on('close', (code, reason) => {
      const closing = { code, reason: reason.toString() };
      inbox.end(closing);
      settleClosed(closing);
    });
  });
  return rawChargePoint(socket, inbox, headers, closed, options.waitMs ?? waitMsDefault);
}

/** Opens a WebSocket that ought to be refused, and resolves with the refusal; rejects when the server takes it (and closes it). */
export async function openRefused(options: RawChargePointOptions): Promise<Refusal> {
  let raw: RawChargePoint;
  try {
    raw = await openRaw(options);
  } catch (error) {
    if (error instanceof HandshakeRefused) return { status: error.status, headers: error.headers, body: error.body };
    throw error;
  }
  raw.terminate();
  throw new SimulatorError('HANDSHAKE_ACCEPTED', 'the server accepted a handshake that ought to be refused');
}

function rawChargePoint(
  socket: WebSocket,
  inbox: Inbox,
  headers: IncomingHttpHeaders,
  closed: Promise<Closing>,
  waitMsUsual: number,
): RawChargePoint {
  const written = (write: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => write((error) => (error ? reject(error) : resolve())));
  return {
    subprotocol: socket.protocol,
    extensions: socket.extensions,
    headers,
    closed,
    unread: inbox.frames,
    send: (message) =>
      written((done) =>
        socket.send(typeof message === 'string' ? message : JSON.stringify(message), { binary: false }, done),
      ),
    sendBinary: (bytes) => written((done) => socket.send(bytes, { binary: true }, done)),
    ping: (data = '') => written((done) => socket.ping(data, true, done)),
    next: (waitMs) => inbox.take(waitMs),
    nextJson: async (waitMs) => JSON.parse(await inbox.take(waitMs)) as unknown,
    nextControl: (kind, waitMs = waitMsUsual) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          socket.off(kind, arrived);
          reject(new WaitTimedOut(`a ${kind}`, waitMs));
        }, waitMs);
        const arrived = () => {
          clearTimeout(timer);
          resolve();
        };
        socket.once(kind, arrived);
      }),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: (code = 1000, reason = '') => {
      socket.close(code, reason);
      return closed;
    },
    terminate: () => socket.terminate(),
  };
}

type Reader = { resolve(frame: string): void; reject(error: Error): void };

type Inbox = {
  readonly frames: readonly string[];
  put(frame: string): void;
  end(closing: Closing): void;
  take(waitMs?: number): Promise<string>;
};

function createInbox(framesMax: number, waitMsUsual: number): Inbox {
  const frames: string[] = [];
  const readers: Reader[] = [];
  let closing: Closing | undefined;
  let overflowed = false;
  return {
    frames,
    put(frame) {
      const reader = readers.shift();
      if (reader !== undefined) reader.resolve(frame);
      else if (frames.length < framesMax && !overflowed) frames.push(frame);
      else overflowed = true;
    },
    end(how) {
      closing = how;
      for (const reader of readers.splice(0)) reader.reject(new ConnectionClosed(how.code, how.reason));
    },
    async take(waitMs = waitMsUsual) {
      const frame = frames.shift();
      if (frame !== undefined) return frame;
      if (overflowed) throw new InboxOverflowed(framesMax);
      if (closing !== undefined) throw new ConnectionClosed(closing.code, closing.reason);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          readers.splice(readers.indexOf(reader), 1);
          reject(new WaitTimedOut('a frame', waitMs));
        }, waitMs);
        const reader: Reader = {
          resolve: (arrived) => {
            clearTimeout(timer);
            resolve(arrived);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        };
        readers.push(reader);
      });
    },
  };
}
