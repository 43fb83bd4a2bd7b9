// websocket-stream joins a WebSocket to a stream, but takes in whatever arrives and does not tell what waits to be
// sent. Both are mended here, and only here; nothing else of the broker knows it.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '@ocpp-broker/net';
import type { WebSocket } from 'ws';
import { type Carrier, withoutDelay } from './carrier.ts';

/** The stream that websocket-stream makes: readable-stream 2, which has no `readableLength` and no `writableLength`. */
export type WebSocketStream = Duplex & {
  readonly socket: WebSocket;
  readonly _readableState: { readonly length: number };
  readonly _writableState: { readonly length: number };
};

/** Bytes of one client that wait for Aedes before its socket is no longer read. */
export const unreadBytesMax = 64 * 1024;

/** "Unsupported data": MQTT travels in binary frames only (MQTT 3.1.1 §6.0). */
const closeUnsupportedData = 1003;

/** A WebSocket that holds its peer back when the broker is busy. */
export class WebSocketCarrier implements Carrier {
  readonly stream: WebSocketStream;
  readonly request: IncomingMessage;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #ws: WebSocket;
  readonly #socket: Socket;

  constructor(stream: WebSocketStream, request: IncomingMessage, peer: Endpoint) {
    this.stream = stream;
    this.request = request;
    this.#ws = stream.socket;
    this.#socket = request.socket;
    this.remoteAddress = peer.address;
    this.remotePort = peer.port;
    withoutDelay(request.socket);
    this.#refuseText();
    this.#holdBack();
  }

  bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  bytesSent(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  unsentBytes(): number {
    const { bufferedAmount } = this.#ws;
    // The stream hears a turn later that its bytes are sent; while the socket takes everything, nothing waits.
    if (bufferedAmount === 0) return 0;
    return Math.max(this.stream._writableState.length, bufferedAmount);
  }

  onReceived(listener: () => void): () => void {
    this.#socket.on('data', listener);
    return () => this.#socket.removeListener('data', listener);
  }

  onClosed(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  terminate(): void {
    this.#ws.terminate();
    this.stream.destroy();
  }

  /** Aedes reads when it has time, and reading calls `_read`; until then nothing more is taken from the socket. */
  #holdBack(): void {
    const ws = this.#ws;
    const state = this.stream._readableState;
    this.stream._read = () => {
      if (ws.isPaused) ws.resume();
    };
    ws.on('message', () => {
      if (state.length >= unreadBytesMax) ws.pause();
    });
  }

  /** Stands before the listener by which the stream takes text as if it were bytes. */
  #refuseText(): void {
    this.#ws.prependListener('message', (_data: unknown, isBinary: boolean) => {
      if (isBinary) return;
      this.stream.push = () => false;
      // Before the stream is destroyed, which closes the WebSocket too, but says nothing.
      this.#ws.close(closeUnsupportedData, 'MQTT needs binary frames');
      this.stream.destroy();
    });
  }
}
