/** FIN; the opcodes of control frames begin at 8 (RFC 6455 §5.2, §5.5). */
const FIN = 0x80;
const OPCODE = 0x0f;
const firstControlOpcode = 0x8;
const MASKED = 0x80;

/** Longest header: two bytes, a length of eight, a mask. */
const headerBytesMax = 14;

/**
 * Follows a stream of frames, in whatever pieces it comes, to tell where it stands between two messages. It begins there, and judges nothing:
 * behind a frame that is wrong there is nothing to follow.
 */
export class MessageEnds {
  readonly #header = new Uint8Array(headerBytesMax);
  #headerBytes = 0;
  /** Bytes of the payload that are still to come. */
  #left = 0;
  #isWithinFragments = false;

  /** Takes the next piece; true when a message ends with it, and nothing else has begun. */
  isEndedBy(piece: Uint8Array): boolean {
    let at = 0;
    while (at < piece.length) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, piece.length - at);
        this.#left -= taken;
        at += taken;
      } else {
        this.#header[this.#headerBytes] = piece[at] ?? 0;
        this.#headerBytes += 1;
        at += 1;
        if (this.#headerBytes >= 2 && this.#headerBytes === headerBytesOf(this.#header)) this.#begin();
      }
    }
    return this.#left === 0 && this.#headerBytes === 0 && !this.#isWithinFragments;
  }

  #begin(): void {
    const [first = 0] = this.#header;
    this.#left = payloadBytesOf(this.#header);
    this.#headerBytes = 0;
    // A control frame may come between two fragments.
    if ((first & OPCODE) < firstControlOpcode) this.#isWithinFragments = (first & FIN) === 0;
  }
}

function headerBytesOf([, second = 0]: Uint8Array): number {
  return 2 + lengthBytesOf(second & ~MASKED) + (second >= MASKED ? 4 : 0);
}

function payloadBytesOf(header: Uint8Array): number {
  const [, second = 0] = header;
  const short = second & ~MASKED;
  const lengthBytes = lengthBytesOf(short);
  if (lengthBytes === 0) return short;
  let length = 0;
  for (let at = 2; at < 2 + lengthBytes; at += 1) length = length * 256 + (header[at] ?? 0);
  return length;
}

/** How many bytes with the length follow a short length. */
function lengthBytesOf(short: number): number {
  if (short === 126) return 2;
  return short === 127 ? 8 : 0;
}
