// Bytes for a broker to choke on: valid packets, packets with some bytes changed, and noise.

import fc from 'fast-check';
import type { MqttVersion } from '../../src/index.ts';
import { clientPacket, generated } from '../wire/client-packets.ts';
import type { Random } from './random.ts';

const validPackets = 1_500;
/** Bytes at which decoders go wrong: ends of ranges, wildcards, lengths, surrogates, property identifiers. */
const telling: readonly number[] = [
  ...[0x00, 0x01, 0x02, 0x03, 0x04, 0x7f, 0x80, 0xff, 0xfe, 0x23, 0x2b, 0x2f, 0x24, 0xc0, 0xed, 0xa0, 0xef, 0xbb, 0xbf],
  ...[0x08, 0x09, 0x0b, 0x11, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1f, 0x21, 0x22, 0x26, 0x27, 0x30, 0x40, 0x82, 0xa2, 0xe0],
];

/** The bytes of one packet, its fixed header and all, and whether nothing was done to them. */
export type FuzzBytes = { readonly bytes: Buffer; readonly isValid: boolean };

/** Makes packets of one version; the same seed gives the same ones. */
export class PacketSource {
  readonly #random: Random;
  readonly #valid: readonly Buffer[];

  constructor(version: MqttVersion, seed: number, random: Random) {
    this.#random = random;
    this.#valid = fc
      .sample(clientPacket(version), { numRuns: validPackets, seed })
      .map((packet) => generated(packet, version));
  }

  next(): FuzzBytes {
    const random = this.#random;
    if (random.once(20)) return { bytes: this.#noise(), isValid: false };
    const bytes = random.pick(this.#valid);
    if (random.once(10)) return { bytes, isValid: true };
    return { bytes: this.#damaged(bytes), isValid: false };
  }

  #noise(): Buffer {
    const random = this.#random;
    const bytes = Buffer.from(Array.from({ length: 2 + random.below(60) }, () => random.below(256)));
    return random.once(3) ? bytes : withLength(bytes);
  }

  /** Most of the time the remaining length is put right again, so that the damage is within the packet. */
  #damaged(valid: Buffer): Buffer {
    const random = this.#random;
    let bytes: Buffer = Buffer.from(valid);
    for (let times = 1 + random.below(3); times > 0; times -= 1) bytes = this.#damage(bytes);
    return random.once(8) || bytes.length < 2 ? bytes : withLength(bytes);
  }

  #damage(bytes: Buffer): Buffer {
    const random = this.#random;
    const at = random.below(bytes.length + 1);
    const length = random.below(4);
    switch (random.below(6)) {
      case 0:
        return bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte)) as Buffer;
      case 1:
        return bytes.map((byte, index) => (index === at ? random.pick(telling) : byte)) as Buffer;
      case 2:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
      case 3: {
        const inserted = Array.from({ length: 1 + length }, () => random.pick(telling));
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(at)]);
      }
      case 4: {
        const other = random.pick(this.#valid);
        return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length))]);
      }
      default: {
        const from = random.below(bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 12), bytes.subarray(at)]);
      }
    }
  }
}

/** Takes the first byte and what follows the remaining length that is written there, and writes the right one. */
function withLength(bytes: Buffer): Buffer {
  let start = 1;
  while (start < 5 && (bytes[start] ?? 0) >= 0x80) start += 1;
  const body = bytes.subarray(start + 1);
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([bytes.subarray(0, 1), Buffer.from(length), body]);
}
