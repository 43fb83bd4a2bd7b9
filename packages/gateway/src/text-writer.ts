import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** FIN, and the opcode of a text (RFC 6455 §5.2). */
const TEXT = '\x81';
/** The lengths that say that two bytes with the length follow, and the greatest that these hold. */
const TWO_BYTES = '\x7e';
const oneByteLengthMax = 125;
const twoByteLengthMax = 0xffff;

/**
 * Sends texts. `ws` makes a buffer of a text and another of its header, and writes both at once; a text of ASCII, as nearly all are, goes
 * out with its header as one string instead, which Node hands to the system without a copy of its own (measured: bench/README.md).
 */
export class TextWriter {
  readonly #webSocket: WebSocket;
  readonly #carrier: Writable | undefined;

  /** `carrier` is the socket under the WebSocket, when it is at hand. */
  constructor(webSocket: WebSocket, carrier: Writable | undefined) {
    this.#webSocket = webSocket;
    // Whatever has extensions may compress, and what it compresses it sends later.
    this.#carrier = webSocket.extensions === '' ? carrier : undefined;
  }

  /** Sends a text of so many bytes of UTF-8; the WebSocket must be open. */
  send(text: string, bytes: number): void {
    if (this.#carrier === undefined || bytes !== text.length || bytes > twoByteLengthMax) this.#webSocket.send(text);
    else this.#carrier.write(headerOf(bytes) + text, 'latin1');
  }
}

function headerOf(bytes: number): string {
  if (bytes <= oneByteLengthMax) return TEXT + String.fromCharCode(bytes);
  return TEXT + TWO_BYTES + String.fromCharCode(bytes >> 8, bytes & 0xff);
}
