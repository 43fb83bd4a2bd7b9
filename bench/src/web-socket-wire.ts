// The little of RFC 6455 that a charge point of the load generator needs. A library spends more on a frame than the server that is
// measured; here a frame is bytes that were made once, in which some digits are written anew.

import { basicAuthorization } from '@ocpp-broker/simulator';
import type { Login } from './candidate.ts';

/** Kinds of frames (RFC 6455 §5.2). */
export const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Takes one frame: its payload is `bytes` from `start` up to `end`, and is good until the call returns. */
export type TakeFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void;

const finalBit = 0x80;
const maskBit = 0x80;
const maskBytes = 4;

/** One key for all frames, which saves random numbers; not zero, since servers skip the work of unmasking for that one. */
const mask = Buffer.from([0x5a, 0xc3, 0x96, 0x3c]);

/** Frames of servers are small answers; more than this is none of them. */
const payloadBytesMax = 1_048_576;

/** What a charge point asks for when it connects (§4.1). `path` is percent-encoded. */
export function upgradeRequest(host: string, path: string, subprotocol: string, login: Login | undefined): string {
  const authorization =
    login === undefined ? '' : `Authorization: ${basicAuthorization(login.username, login.password)}\r\n`;
  return (
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    // Nothing is kept in caches here, so the key may be the same each time.
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: b2NwcC1icm9rZXItYmVuYw==\r\n' +
    `Sec-WebSocket-Protocol: ${subprotocol}\r\n${authorization}\r\n`
  );
}

/** A frame of a client, which is masked (§5.3). */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const head = headBytes(payload.length);
  const frame = Buffer.allocUnsafe(head + maskBytes + payload.length);
  frame[0] = finalBit | opcode;
  if (head === 2) frame[1] = maskBit | payload.length;
  else {
    frame[1] = maskBit | 126;
    frame.writeUInt16BE(payload.length, 2);
  }
  mask.copy(frame, head);
  for (const [at, byte] of payload.entries()) frame[head + maskBytes + at] = byte ^ maskAt(at);
  return frame;
}

/** Writes a number, with leading zeros, over `digits` bytes of the payload of a masked frame that begin at `at`. */
export function rewriteDigits(frame: Buffer, payloadBytes: number, at: number, digits: number, value: number): void {
  const from = headBytes(payloadBytes) + maskBytes;
  let rest = value;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    frame[from + place] = (zero + (rest % 10)) ^ maskAt(place);
    rest = Math.floor(rest / 10);
  }
}

const zero = '0'.charCodeAt(0);

function maskAt(at: number): number {
  return mask[at & 3] ?? 0;
}

function headBytes(payloadBytes: number): number {
  if (payloadBytes > 65_535) throw new RangeError(`a frame of ${payloadBytes} bytes is not written here`);
  return payloadBytes < 126 ? 2 : 4;
}

/** Cuts what a server sends into frames. */
export class FrameReader {
  readonly #take: TakeFrame;
  #rest: Buffer | undefined;

  constructor(take: TakeFrame) {
    this.#take = take;
  }

  /** Takes bytes, which may be overwritten afterwards; throws a RangeError for what no server may send, or is too long. */
  push(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 2) {
      const first = bytes[at] ?? 0;
      let length = bytes[at + 1] ?? 0;
      let start = at + 2;
      if (length >= maskBit || (first & 0x70) !== 0)
        throw new RangeError('a server sent a frame that only clients send');
      if (length >= 126) {
        const wide = length === 126 ? 2 : 8;
        if (bytes.length - start < wide) break;
        length = wide === 2 ? bytes.readUInt16BE(start) : Number(bytes.readBigUInt64BE(start));
        start += wide;
      }
      if (length > payloadBytesMax) throw new RangeError(`a frame of ${length} bytes arrived`);
      const end = start + length;
      if (end > bytes.length) break;
      const opcode = first & 0x0f;
      if (first < finalBit || opcode === opcodes.continuation) throw new RangeError('a frame arrived in parts');
      this.#take(opcode, bytes, start, end);
      at = end;
    }
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
  }
}
