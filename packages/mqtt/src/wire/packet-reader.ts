// A cursor over the body of one packet. The first fault is kept, the cursor jumps to the end, and every later read gives
// a neutral value: so a decoder reads straight on, loops end by themselves, and the fault is looked at once, at the end.

import type { MqttVersion } from '../message.ts';
import { type Clause, clause, malformed } from './clause.ts';
import type { MalformedPacket } from './packet.ts';
import { reasonCode } from './reason-code.ts';
import { isWellFormedUtf8 } from './utf8.ts';

const noBytes: Buffer = Buffer.alloc(0);

/** Reads the fields of a packet, in network byte order (MQTT 5 §1.5). Binary fields are views of the body. */
export class PacketReader {
  /** Which standard's numbers a fault names; a CONNECT sets it as soon as it knows. */
  version: MqttVersion | undefined;
  readonly #bytes: Buffer;
  #at = 0;
  #fault: MalformedPacket | undefined = undefined;

  constructor(bytes: Buffer, version: MqttVersion | undefined) {
    this.#bytes = bytes;
    this.version = version;
  }

  /** What was found wrong first. */
  get fault(): MalformedPacket | undefined {
    return this.#fault;
  }

  get position(): number {
    return this.#at;
  }

  /** Bytes that were not read; 0 after a fault. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** Notes a fault, unless there is one; nothing is read any more. */
  fail(problem: string, broken: Clause = clause.general, code: number = reasonCode.malformedPacket): void {
    this.#fault ??= malformed(this.version, problem, broken, code);
    this.#at = this.#bytes.length;
  }

  byte(what: string): number {
    if (!this.#has(1, what)) return 0;
    const value = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  uint16(what: string): number {
    if (!this.#has(2, what)) return 0;
    const value = ((this.#bytes[this.#at] ?? 0) << 8) | (this.#bytes[this.#at + 1] ?? 0);
    this.#at += 2;
    return value;
  }

  uint32(what: string): number {
    const high = this.uint16(what);
    return high * 0x1_0000 + this.uint16(what);
  }

  /** A Variable Byte Integer (MQTT 5 §1.5.5): 1 to 4 bytes, no more than the value needs. */
  variableInteger(what: string): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte(what);
      value |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (byte === 0 && shift > 0) this.fail(`${what} in more bytes than it needs`, clause.minimalLength);
      return value;
    }
    this.fail(`${what} of more than four bytes`);
    return 0;
  }

  /** A packet id, which is never 0. */
  packetId(): number {
    const id = this.uint16('packet id');
    if (id === 0) this.fail('packet id 0', clause.packetId, reasonCode.protocolError);
    return id;
  }

  /** A string with its length before it. A byte order mark is a character like any other [MQTT-1.5.3-3]. */
  string(what: string, missing: Clause = clause.general): string {
    const length = this.#length(what, missing);
    const from = this.#at;
    const to = from + length;
    this.#at = to;
    const bytes = this.#bytes;
    let isAscii = true;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === 0) {
        this.fail(`${what} with U+0000`, clause.noNul);
        return '';
      }
      if (byte >= 0x80) isAscii = false;
    }
    if (isAscii) return bytes.toString('latin1', from, to);
    if (isWellFormedUtf8(bytes, from, to)) return bytes.toString('utf8', from, to);
    this.fail(`${what} that is not well-formed UTF-8`, clause.wellFormedUtf8);
    return '';
  }

  /** Binary Data with its length before it (§1.5.6). */
  binary(what: string, missing: Clause = clause.general): Buffer {
    const length = this.#length(what, missing);
    const from = this.#at;
    this.#at = from + length;
    return this.#bytes.subarray(from, this.#at);
  }

  /** Everything up to the end. */
  rest(): Buffer {
    if (this.#fault !== undefined) return noBytes;
    const from = this.#at;
    this.#at = this.#bytes.length;
    return this.#bytes.subarray(from);
  }

  /** Nothing may be left. */
  finish(what: string, broken: Clause = clause.general): void {
    if (this.remaining > 0) this.fail(`bytes after the end of ${what}`, broken);
  }

  #length(what: string, missing: Clause): number {
    if (this.remaining < 2) {
      this.fail(`${what} is missing`, missing);
      return 0;
    }
    const length = this.uint16(what);
    return this.#has(length, what) ? length : 0;
  }

  #has(bytes: number, what: string): boolean {
    if (this.remaining >= bytes) return true;
    this.fail(`packet ends within ${what}`);
    return false;
  }
}
