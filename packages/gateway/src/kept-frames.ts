// The last frames of every charge point, within one bound of memory for all. They lie in chunks of bytes in the order in which they came,
// and every charge point has a list of where its own lie; the oldest chunk goes as a whole, and its bytes are used again.

import { type Cut, type KeptFrame, readRecord, recordBytesMax, writeRecord } from './frame-record.ts';
import type { Frame } from './frame-view.ts';

/** How much is kept. */
export type KeepOptions = {
  /** Of each charge point. */
  readonly keep: number;
  /** Of all. */
  readonly bytesMax: number;
};

/** Chunks that the bytes are divided into at least: so much of what is kept goes at once. */
const chunksMin = 4;
const chunkBytesMax = 262_144;

type Chunk = {
  readonly buffer: Buffer;
  /** Whose record each is, in their order. */
  readonly lines: Line[];
  end: number;
};

/** Where the records of one charge point lie, oldest first: the number of the chunk times its bytes, and the place in it. */
export type Line = { readonly identity: string; readonly places: number[] };

/** Keeps what came last, by identity. */
export class KeptFrames {
  readonly #lines = new Map<string, Line>();
  #options: KeepOptions;
  #chunkBytes: number;
  /** Those that are kept, oldest first; the number of the first is `#firstNumber`, and no number is ever used again. */
  #chunks: Chunk[] = [];
  #firstNumber = 0;
  #count = 0;

  constructor(options: KeepOptions) {
    this.#options = options;
    this.#chunkBytes = chunkBytesOf(options);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes that are taken, whether or not all of them are in use. */
  get bytes(): number {
    return this.#chunks.length * this.#chunkBytes;
  }

  get identities(): number {
    return this.#lines.size;
  }

  /**
   * Keeps a frame; what is beyond a bound then is forgotten, the oldest first. One that no chunk has room for is not kept. Whoever gives back
   * the line that he got for the same identity spares it the look-up.
   */
  add(frame: Frame, cut: Cut, known?: Line): Line | undefined {
    const { keep } = this.#options;
    const needed = recordBytesMax(frame);
    if (keep < 1 || needed > this.#chunkBytes) return known;
    const chunk = this.#chunkFor(needed);
    // One that is empty is forgotten, and another may have come in its place.
    const line = known !== undefined && known.places.length > 0 ? known : this.#lineOf(frame.identity);
    line.places.push((this.#firstNumber + this.#chunks.length - 1) * this.#chunkBytes + chunk.end);
    chunk.end = writeRecord(chunk.buffer, chunk.end, { frame, cut });
    chunk.lines.push(line);
    this.#count += 1;
    if (line.places.length > keep) this.#forgetFirst(line);
    return line;
  }

  /** What is kept of an identity, oldest first. */
  *of(identity: string): IterableIterator<KeptFrame> {
    for (const place of this.#lines.get(identity)?.places ?? []) {
      const chunk = this.#chunks[Math.floor(place / this.#chunkBytes) - this.#firstNumber];
      if (chunk !== undefined) yield readRecord(chunk.buffer, place % this.#chunkBytes, identity);
    }
  }

  reconfigure(options: KeepOptions): void {
    const isSameRoom = options.bytesMax === this.#options.bytesMax;
    if (isSameRoom && options.keep > 0) {
      this.#options = options;
      for (const line of this.#lines.values()) while (line.places.length > options.keep) this.#forgetFirst(line);
      return;
    }
    const all = [...this.#lines.keys()].flatMap((identity) => [...this.of(identity)]);
    this.#options = options;
    for (const { places } of this.#lines.values()) places.length = 0;
    this.#lines.clear();
    this.#chunks = [];
    this.#count = 0;
    this.#firstNumber = 0;
    this.#chunkBytes = chunkBytesOf(options);
    for (const { frame, cut } of all.sort((one, other) => one.frame.at - other.frame.at)) this.add(frame, cut);
  }

  #chunkFor(needed: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.end + needed <= this.#chunkBytes) return last;
    const buffer = this.bytes + this.#chunkBytes > this.#options.bytesMax ? this.#forgetOldest() : undefined;
    const chunk = { buffer: buffer ?? Buffer.allocUnsafeSlow(this.#chunkBytes), lines: [], end: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  #lineOf(identity: string): Line {
    const known = this.#lines.get(identity);
    if (known !== undefined) return known;
    const line: Line = { identity, places: [] };
    this.#lines.set(identity, line);
    return line;
  }

  /** Gives up the oldest chunk, and returns its bytes. */
  #forgetOldest(): Buffer | undefined {
    const chunk = this.#chunks.shift();
    this.#firstNumber += 1;
    const firstPlace = this.#firstNumber * this.#chunkBytes;
    for (const line of chunk?.lines ?? []) while ((line.places[0] ?? firstPlace) < firstPlace) this.#forgetFirst(line);
    return chunk?.buffer;
  }

  #forgetFirst(line: Line): void {
    line.places.shift();
    this.#count -= 1;
    if (line.places.length === 0) this.#lines.delete(line.identity);
  }
}

function chunkBytesOf({ bytesMax }: KeepOptions): number {
  return Math.max(1, Math.min(chunkBytesMax, Math.floor(bytesMax / chunksMin)));
}
