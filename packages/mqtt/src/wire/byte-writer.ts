// What every packet is made of (MQTT 5 §1.5): numbers in network byte order, lengths, strings. Callers know the sizes.

const remainingLengthMax = 268_435_455;
const stringBytesMax = 65_535;

/** Bytes that a Variable Byte Integer takes (§1.5.5). */
export function variableIntegerBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x20_0000 ? 3 : 4;
}

/** Bytes of a packet whose remaining length this is; throws when no packet can be that long. */
export function packetBytes(remaining: number): number {
  if (remaining > remainingLengthMax) throw new RangeError(`a packet of ${remaining} bytes cannot be written`);
  return 1 + variableIntegerBytes(remaining) + remaining;
}

/** A Buffer for a whole packet, its fixed header written, and where the rest begins. */
export function beginPacket(header: number, remaining: number): readonly [bytes: Buffer, at: number] {
  const bytes = Buffer.allocUnsafe(packetBytes(remaining));
  bytes[0] = header;
  return [bytes, writeVariableInteger(bytes, remaining, 1)];
}

/** Like all that follow, returns the position after what it wrote. */
export function writeVariableInteger(bytes: Buffer, value: number, from: number): number {
  let rest = value;
  let at = from;
  while (rest >= 0x80) {
    bytes[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}

export function writeUInt16(bytes: Buffer, value: number, at: number): number {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value & 0xff;
  return at + 2;
}

export function writeUInt32(bytes: Buffer, value: number, at: number): number {
  return writeUInt16(bytes, value & 0xffff, writeUInt16(bytes, (value >>> 16) & 0xffff, at));
}

/** Bytes of a string with its length before it; throws when it does not fit its length. */
export function stringBytes(text: string): number {
  const bytes = Buffer.byteLength(text);
  if (bytes > stringBytesMax) throw new RangeError(`a string of ${bytes} bytes cannot be written`);
  return 2 + bytes;
}

export function writeString(bytes: Buffer, text: string, at: number): number {
  const written = bytes.write(text, at + 2);
  writeUInt16(bytes, written, at);
  return at + 2 + written;
}

/** Bytes of Binary Data with its length before it; throws when it does not fit its length. */
export function binaryBytes(data: Buffer): number {
  if (data.length > stringBytesMax) throw new RangeError(`binary data of ${data.length} bytes cannot be written`);
  return 2 + data.length;
}

export function writeBinary(bytes: Buffer, data: Buffer, at: number): number {
  return at + 2 + data.copy(bytes, writeUInt16(bytes, data.length, at));
}
