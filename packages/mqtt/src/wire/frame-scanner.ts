import { clause, malformed } from './clause.ts';
import type { MalformedPacket } from './packet.ts';
import { reasonCode } from './reason-code.ts';

/** One whole packet: its first byte, what follows the remaining length, and how many bytes it had in all. */
export type Frame = {
  readonly kind: 'frame';
  readonly header: number;
  /** A view of the chunk that it came in, when it came in one; else a Buffer of its own. */
  readonly body: Buffer;
  readonly size: number;
};

const empty: Buffer = Buffer.alloc(0);
/** The first byte, and up to four of the remaining length (MQTT 3.1.1 §2.2.3). */
const fixedHeaderBytesMax = 5;
/** Where a packet in pieces begins to be put together; it grows by doubling, so that announced bytes cost nothing. */
const firstCapacityBytes = 256;

/**
 * Cuts the bytes of a connection into packets. Each call of `next` looks at one packet, so a bound that is raised
 * between two calls counts for the second. Holds at most `maxBytes` of an unfinished packet besides the chunks that
 * were pushed and not asked for; whoever calls `next` until it is undefined has one chunk at most.
 */
export class FrameScanner {
  /** The bound for a whole packet, applied as soon as its remaining length is known. */
  maxBytes: number;
  #chunk: Buffer = empty;
  #at = 0;
  /** Chunks after it, from `#waitingAt` on. */
  #waiting: Buffer[] = [];
  #waitingAt = 0;
  #waitingBytes = 0;
  /** The beginning of a packet that did not lie in one chunk. */
  #piece: Buffer = empty;
  #pieceBytes = 0;
  /** Of the packet in `#piece`: all of its bytes, and those of its fixed header; 0: not known yet. */
  #size = 0;
  #headerBytes = 0;
  #fault: MalformedPacket | undefined = undefined;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Bytes that were pushed and not handed out. */
  get bufferedBytes(): number {
    return this.#pieceBytes + this.#chunk.length - this.#at + this.#waitingBytes;
  }

  /** Takes what a connection received; the frames of it are views, so nobody may write to it any more. */
  push(chunk: Buffer): void {
    if (this.#fault !== undefined || chunk.length === 0) return;
    if (this.#at === this.#chunk.length) {
      this.#chunk = chunk;
      this.#at = 0;
    } else {
      this.#waiting.push(chunk);
      this.#waitingBytes += chunk.length;
    }
  }

  /** The next whole packet; undefined: more bytes are needed. After a malformed one nothing else ever comes. */
  next(): Frame | MalformedPacket | undefined {
    if (this.#fault !== undefined) return this.#fault;
    do {
      const frame = this.#pieceBytes === 0 ? this.#frameInChunk() : this.#frameInPieces();
      if (frame !== undefined) return frame;
    } while (this.#nextChunk());
    return undefined;
  }

  #nextChunk(): boolean {
    const chunk = this.#waiting[this.#waitingAt];
    this.#waitingAt += 1;
    if (chunk === undefined && this.#waitingAt > 1) this.#waiting = [];
    if (chunk === undefined) this.#waitingAt = 0;
    this.#chunk = chunk ?? empty;
    this.#at = 0;
    this.#waitingBytes -= this.#chunk.length;
    return chunk !== undefined;
  }

  /** A packet that begins in this chunk: its frame, if it ends there too; else its beginning is kept. */
  #frameInChunk(): Frame | MalformedPacket | undefined {
    const at = this.#at;
    if (at === this.#chunk.length) return undefined;
    if (!this.#readFixedHeader(this.#chunk, at, this.#chunk.length)) return this.#fault ?? this.#keepRest();
    const end = at + this.#size;
    if (end > this.#chunk.length) return this.#keepRest();
    this.#at = end;
    return this.#frame(this.#chunk, at);
  }

  /** A packet that began in an earlier chunk takes from this one what it still needs. */
  #frameInPieces(): Frame | MalformedPacket | undefined {
    while (this.#size === 0) {
      if (this.#at === this.#chunk.length) return undefined;
      this.#take(1);
      this.#readFixedHeader(this.#piece, 0, this.#pieceBytes);
      if (this.#fault !== undefined) return this.#fault;
    }
    this.#take(Math.min(this.#size - this.#pieceBytes, this.#chunk.length - this.#at));
    if (this.#pieceBytes < this.#size) return undefined;
    const frame = this.#frame(this.#piece, 0);
    this.#piece = empty;
    this.#pieceBytes = 0;
    return frame;
  }

  #keepRest(): undefined {
    this.#take(this.#chunk.length - this.#at);
  }

  #take(bytes: number): void {
    const wanted = this.#pieceBytes + bytes;
    if (wanted > this.#piece.length) this.#grow(wanted);
    this.#chunk.copy(this.#piece, this.#pieceBytes, this.#at, this.#at + bytes);
    this.#pieceBytes = wanted;
    this.#at += bytes;
  }

  #grow(wanted: number): void {
    const doubled = Math.max(wanted, this.#piece.length * 2, firstCapacityBytes);
    const larger = Buffer.allocUnsafe(this.#size === 0 ? doubled : Math.min(doubled, this.#size));
    this.#piece.copy(larger, 0, 0, this.#pieceBytes);
    this.#piece = larger;
  }

  #frame(bytes: Buffer, at: number): Frame {
    const size = this.#size;
    const body = bytes.subarray(at + this.#headerBytes, at + size);
    this.#size = 0;
    return { kind: 'frame', header: bytes[at] ?? 0, body, size };
  }

  /** Notes the size of the packet at `at`; false: its remaining length has not all come, or is wrong. */
  #readFixedHeader(bytes: Buffer, at: number, end: number): boolean {
    let remaining = 0;
    for (let index = 1; index < fixedHeaderBytesMax; index += 1) {
      if (at + index >= end) return false;
      const byte = bytes[at + index] ?? 0;
      remaining |= (byte & 0x7f) << (7 * (index - 1));
      if (byte >= 0x80) continue;
      const size = 1 + index + remaining;
      if (byte === 0 && index > 1)
        return this.#fail(malformed(5, 'remaining length in more bytes than it needs', clause.minimalLength));
      if (size > this.maxBytes)
        return this.#fail(
          malformed(undefined, `packet of more than ${this.maxBytes} bytes`, clause.general, reasonCode.packetTooLarge),
        );
      this.#size = size;
      this.#headerBytes = 1 + index;
      return true;
    }
    return this.#fail(malformed(undefined, 'remaining length of more than four bytes'));
  }

  #fail(fault: MalformedPacket): false {
    this.#fault = fault;
    this.#chunk = empty;
    this.#at = 0;
    this.#piece = empty;
    this.#pieceBytes = 0;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return false;
  }
}
