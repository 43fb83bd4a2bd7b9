// Reads texts from the socket under a WebSocket. Nearly every frame of a charge point is one whole text in ASCII that comes in one piece: that
// is taken here. Everything else is left to `ws`, which alone decides what is wrong: whatever is controlling, fragmented, binary, compressed,
// not masked, not in ASCII, too large, or not there yet, and what comes in the same piece behind it.

import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { MessageEnds } from './message-ends.ts';

/** FIN, no extension, and the opcode of a text; the bit that says that a mask follows (RFC 6455 §5.2). */
const WHOLE_TEXT = 0x81;
const MASKED = 0x80;
/** The lengths that say that the length follows, in two bytes and in eight. */
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;
const maskBytes = 4;
const textBytesMax = 0xffff;

/** Any byte of four that is not ASCII. */
const notAscii = 0x80_80_80_80 | 0;

/** Where a mask and what it masks are put side by side, so that they can be taken four bytes at a time. */
const scratch = Buffer.allocUnsafeSlow(maskBytes + textBytesMax + 1);
const words = new Int32Array(scratch.buffer, scratch.byteOffset, scratch.length / 4);

/** What is read from. */
export type ReadParts = {
  readonly socket: WebSocket;
  /** What is under the WebSocket, when it is at hand and nothing was read from it yet. */
  readonly carrier?: Duplex | undefined;
  /** Largest message that the WebSocket takes; left out: whatever is taken here is taken by it. */
  readonly frameBytesMax?: number | undefined;
};

type DataListener = (chunk: Buffer) => void;

/** Takes texts before `ws` does; those that it leaves to `ws` come as its `message` events, in the order in which they were sent. */
export class TextReader {
  readonly #receive: (text: string, bytes: number) => void;
  readonly #bytesMax: number;
  readonly #pass: DataListener;
  /** There while `ws` is within a message. */
  #ends: MessageEnds | undefined;

  private constructor(receive: (text: string, bytes: number) => void, bytesMax: number, pass: DataListener) {
    this.#receive = receive;
    this.#bytesMax = bytesMax;
    this.#pass = pass;
  }

  /** Calls back with texts and their bytes, for as long as the WebSocket reads. False: `ws` reads all of them. */
  static attach(parts: ReadParts, receive: (text: string, bytes: number) => void): boolean {
    const { socket, carrier, frameBytesMax = textBytesMax } = parts;
    if (carrier === undefined || socket.extensions !== '') return false;
    const [listener, ...others] = carrier.listeners('data') as DataListener[];
    if (listener === undefined || others.length > 0) return false;
    const bytesMax = Math.min(textBytesMax, frameBytesMax);
    const reader = new TextReader(receive, bytesMax, (chunk) => listener.call(carrier, chunk));
    const take = (chunk: Buffer) => reader.#take(chunk);
    carrier.removeListener('data', listener);
    // As `once` does it: `ws` removes its own listener when it has read enough, and that removes this one.
    carrier.on('data', Object.assign(take, { listener }));
    return true;
  }

  #take(chunk: Buffer): void {
    let at = 0;
    if (this.#ends === undefined) {
      for (let end = this.#takeText(chunk, 0); end !== undefined; end = this.#takeText(chunk, at)) at = end;
      if (at === chunk.length) return;
    }
    const rest = at === 0 ? chunk : chunk.subarray(at);
    const ends = this.#ends ?? new MessageEnds();
    this.#ends = ends.isEndedBy(rest) ? undefined : ends;
    this.#pass(rest);
  }

  /** Where the text ends that begins here, when it is one to be taken. */
  #takeText(chunk: Buffer, at: number): number | undefined {
    const second = chunk[at + 1] ?? 0;
    if (chunk[at] !== WHOLE_TEXT || second < MASKED) return undefined;
    const shortLength = second - MASKED;
    if (shortLength === EIGHT_BYTES) return undefined;
    const isLong = shortLength === TWO_BYTES;
    const maskAt = at + (isLong ? 4 : 2);
    const length = isLong ? ((chunk[at + 2] ?? 0) << 8) | (chunk[at + 3] ?? 0) : shortLength;
    const end = maskAt + maskBytes + length;
    if (end > chunk.length || length > this.#bytesMax) return undefined;
    const text = asciiOf(chunk, maskAt, end);
    if (text === undefined) return undefined;
    this.#receive(text, length);
    return end;
  }
}

/** The text behind a mask, undefined when it is not in ASCII. The chunk stays as it is. */
function asciiOf(chunk: Buffer, maskAt: number, end: number): string | undefined {
  const length = chunk.copy(scratch, 0, maskAt, end);
  const mask = words[0] ?? 0;
  const whole = length >> 2;
  let seen = 0;
  for (let at = 1; at < whole; at += 1) {
    const word = (words[at] ?? 0) ^ mask;
    words[at] = word;
    seen |= word;
  }
  for (let at = whole << 2; at < length; at += 1) {
    const byte = (scratch[at] ?? 0) ^ (scratch[at & 3] ?? 0);
    scratch[at] = byte;
    seen |= byte;
  }
  return (seen & notAscii) === 0 ? scratch.toString('latin1', maskBytes, length) : undefined;
}
