// Properties of the packets that are written now and then; PUBLISH, which is written all the time, has its own way.

import type { UserProperties } from '../message.ts';
import {
  binaryBytes,
  stringBytes,
  variableIntegerBytes,
  writeBinary,
  writeString,
  writeUInt16,
  writeUInt32,
  writeVariableInteger,
} from './byte-writer.ts';

/** A Reason String is for people who look into a capture; a longer one is cut. */
export const reasonStringCharactersMax = 256;

/** Collects properties (MQTT 5 §2.2.2); what is undefined is left out. */
export class PropertyWriter {
  readonly #parts: Buffer[] = [];

  byte(identifier: number, value: number | boolean | undefined): this {
    if (value !== undefined) this.#parts.push(Buffer.of(identifier, Number(value)));
    return this;
  }

  uint16(identifier: number, value: number | undefined): this {
    if (value !== undefined) writeUInt16(this.#part(identifier, 2), value, 1);
    return this;
  }

  uint32(identifier: number, value: number | undefined): this {
    if (value !== undefined) writeUInt32(this.#part(identifier, 4), value, 1);
    return this;
  }

  string(identifier: number, value: string | undefined): this {
    if (value !== undefined) writeString(this.#part(identifier, stringBytes(value)), value, 1);
    return this;
  }

  binary(identifier: number, value: Buffer | undefined): this {
    if (value !== undefined) writeBinary(this.#part(identifier, binaryBytes(value)), value, 1);
    return this;
  }

  reasonString(value: string | undefined): this {
    return this.string(0x1f, value?.slice(0, reasonStringCharactersMax));
  }

  userProperties(pairs: UserProperties | undefined): this {
    for (const [name, value] of pairs ?? []) {
      const part = this.#part(0x26, stringBytes(name) + stringBytes(value));
      writeString(part, value, writeString(part, name, 1));
    }
    return this;
  }

  /** The property length and the properties. */
  end(): Buffer {
    const length = this.#parts.reduce((sum, { length }) => sum + length, 0);
    const prefix = Buffer.alloc(variableIntegerBytes(length));
    writeVariableInteger(prefix, length, 0);
    return Buffer.concat([prefix, ...this.#parts]);
  }

  #part(identifier: number, bytes: number): Buffer {
    const part = Buffer.alloc(1 + bytes);
    part[0] = identifier;
    this.#parts.push(part);
    return part;
  }
}
