/** What a frame of RFC 6455 §5.2 is made of; left out: final, masked, and no reserved bit. */
export type FrameParts = {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isFinal?: boolean;
  readonly isMasked?: boolean;
  readonly mask?: readonly [number, number, number, number];
  /** RSV1, RSV2, RSV3 as 0x40, 0x20 and 0x10. */
  readonly reserved?: number;
};

/** The bytes of a frame, with its length in the shortest form. */
export function frameOf(parts: FrameParts): Buffer {
  const { opcode, payload, isFinal = true, isMasked = true, mask = [0x12, 0x34, 0xab, 0xcd], reserved = 0 } = parts;
  const header = [(isFinal ? 0x80 : 0) | reserved | opcode];
  const masked = isMasked ? 0x80 : 0;
  const { length } = payload;
  if (length < 126) header.push(masked | length);
  else if (length < 65_536) header.push(masked | 126, length >> 8, length & 0xff);
  else header.push(masked | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff));
  if (!isMasked) return Buffer.concat([Buffer.from(header), payload]);
  return Buffer.concat([Buffer.from([...header, ...mask]), payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}
