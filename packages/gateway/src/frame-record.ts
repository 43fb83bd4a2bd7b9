// A frame as bytes, so that those that are kept are no work for the garbage collector: tens of thousands of texts that live for a while and
// then go are what it is worst at (measured: bench/README.md).

import type { Frame } from './frame-view.ts';

/** What is known of a text that was cut: whether its lost end may name a secret; undefined: it is whole. */
export type Cut = 'harmless' | 'doubtful' | undefined;

/** A frame as it is kept. */
export type KeptFrame = { readonly frame: Frame; readonly cut: Cut };

const AT = 0;
const DIRECTION = 8;
const TYPE = 9;
const CUT = 10;
/** The lengths of unique id, action and error code, in characters, one more than they are: 0 stands for null. */
const NAME_LENGTHS = [12, 14, 16] as const;
const FRAME_BYTES = 18;
const TEXT_BYTES = 22;
const TEXT = 26;

const cuts: readonly Cut[] = [undefined, 'harmless', 'doubtful'];

/** UTF-8 takes at most so many bytes for a UTF-16 unit. */
const bytesOfCharacterMax = 3;

/** Bytes that a record takes at most. */
export function recordBytesMax({ text, uniqueId, action, errorCode }: Frame): number {
  return TEXT + bytesOfCharacterMax * (text.length + lengthOf(uniqueId) + lengthOf(action) + lengthOf(errorCode));
}

/** Writes a frame, where there is room for `recordBytesMax` of it; returns where the record ends. */
export function writeRecord(buffer: Buffer, start: number, { frame, cut }: KeptFrame): number {
  const { at, direction, type, uniqueId, action, errorCode, text, bytes } = frame;
  buffer.writeDoubleLE(at, start + AT);
  buffer[start + DIRECTION] = direction === 'upstream' ? 0 : 1;
  buffer[start + TYPE] = type ?? 0;
  buffer[start + CUT] = cuts.indexOf(cut);
  buffer.writeUInt16LE(lengthCode(uniqueId), start + NAME_LENGTHS[0]);
  buffer.writeUInt16LE(lengthCode(action), start + NAME_LENGTHS[1]);
  buffer.writeUInt16LE(lengthCode(errorCode), start + NAME_LENGTHS[2]);
  buffer.writeUInt32LE(bytes, start + FRAME_BYTES);
  const written = buffer.write(`${uniqueId ?? ''}${action ?? ''}${errorCode ?? ''}${text}`, start + TEXT);
  buffer.writeUInt32LE(written, start + TEXT_BYTES);
  return start + TEXT + written;
}

/** Reads the record that begins at `start`. */
export function readRecord(buffer: Buffer, start: number, identity: string): KeptFrame {
  const textStart = start + TEXT;
  const all = buffer.toString('utf8', textStart, textStart + buffer.readUInt32LE(start + TEXT_BYTES));
  let from = 0;
  const [uniqueId = null, action = null, errorCode = null] = NAME_LENGTHS.map((at) => {
    const length = buffer.readUInt16LE(start + at) - 1;
    if (length < 0) return null;
    from += length;
    return all.slice(from - length, from);
  });
  const type = buffer[start + TYPE];
  const frame: Frame = {
    at: buffer.readDoubleLE(start + AT),
    identity,
    direction: buffer[start + DIRECTION] === 0 ? 'upstream' : 'downstream',
    type: type === 0 || type === undefined ? null : type,
    uniqueId,
    action,
    errorCode,
    text: all.slice(from),
    bytes: buffer.readUInt32LE(start + FRAME_BYTES),
  };
  return { frame, cut: cuts[buffer[start + CUT] ?? 0] };
}

function lengthOf(name: string | null): number {
  return name === null ? 0 : name.length;
}

function lengthCode(name: string | null): number {
  return name === null ? 0 : name.length + 1;
}
