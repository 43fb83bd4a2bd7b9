// The header with which a proxy begins a connection that it passes on: PROXY protocol, version 1 (a line of text) and 2 (binary), as
// HAProxy's "The PROXY protocol" defines them (§2.1, §2.2). Bytes in, a verdict out; no sockets here.

import { isIPv4, isIPv6 } from 'node:net';
import { type Endpoint, plainAddress } from './ip-address.ts';

/** Longest header of version 1, its line end included. */
export const textHeaderBytesMax = 107;

/** Longest header of version 2 that is read: the payload of the smallest segment that IPv4 must carry. Senders keep to it, TLVs and all. */
export const binaryHeaderBytesMax = 536;

/** Whom the connection was made for; `source` is undefined where the proxy speaks for itself or does not know an address. */
export type ProxyHeader = {
  readonly family: 'ipv4' | 'ipv6' | 'unix' | 'unknown';
  readonly source: Endpoint | undefined;
};

/** What is known after some bytes: `rest` are those behind the header. */
export type ProxyVerdict =
  | { readonly kind: 'more' }
  | { readonly kind: 'header'; readonly header: ProxyHeader; readonly rest: Buffer }
  | { readonly kind: 'malformed'; readonly problem: string };

type Reading =
  | { readonly kind: 'more' }
  | { readonly kind: 'read'; readonly header: ProxyHeader; readonly length: number }
  | { readonly kind: 'malformed'; readonly problem: string };

/** Reads one header, however its bytes are cut. It holds back no more bytes than the longest header has. */
export class ProxyHeaderParser {
  #held: Buffer = Buffer.alloc(0);
  #verdict: Exclude<ProxyVerdict, { kind: 'more' }> | undefined;

  /** Takes the next bytes; after a verdict there are no others: bytes that come later are all `rest`. */
  push(bytes: Buffer): ProxyVerdict {
    if (this.#verdict !== undefined) {
      return this.#verdict.kind === 'header' ? { ...this.#verdict, rest: bytes } : this.#verdict;
    }
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const reading = read(all);
    if (reading.kind === 'more') {
      this.#held = all;
      return reading;
    }
    this.#held = Buffer.alloc(0);
    if (reading.kind === 'malformed') this.#verdict = reading;
    else this.#verdict = { kind: 'header', header: reading.header, rest: all.subarray(reading.length) };
    return this.#verdict;
  }
}

const more = { kind: 'more' } as const;
const unknown: ProxyHeader = { family: 'unknown', source: undefined };

const textStart = Buffer.from('PROXY ');
const binaryStart = Buffer.from('\r\n\r\n\0\r\nQUIT\n');

function read(bytes: Buffer): Reading {
  if (bytes.length === 0) return more;
  if (agree(bytes, binaryStart)) return bytes.length < binaryHeadBytes ? earlyBinary(bytes) : readBinary(bytes);
  if (agree(bytes, textStart)) return readText(bytes);
  return malformed('the connection does not begin with a PROXY protocol header');
}

/** Whether the bytes, as far as they go, are those of a start: one that cannot become a header is not waited for. */
function agree(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function malformed(problem: string): Reading {
  return { kind: 'malformed', problem };
}

/** An address, one space between the parts, and ports without leading zeros; nothing else is let through. */
const textShape = /^PROXY (TCP4|TCP6) ([\da-fA-F:.]+) ([\da-fA-F:.]+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})$/;

function readText(bytes: Buffer): Reading {
  const line = bytes.subarray(0, textHeaderBytesMax);
  const carriageReturn = line.indexOf(0x0d);
  const lineFeed = line.indexOf(0x0a);
  const isWhole = carriageReturn >= 0 && lineFeed === carriageReturn + 1;
  if (!isWhole) {
    // Neither character may stand alone; a carriage return at the end may get its companion yet.
    const isEndPending = carriageReturn === line.length - 1 && carriageReturn < textHeaderBytesMax - 1;
    if (lineFeed >= 0 || (carriageReturn >= 0 && !isEndPending)) return malformed('the PROXY line has no proper end');
    return line.length < textHeaderBytesMax ? more : malformed(`the PROXY line is over ${textHeaderBytesMax} bytes`);
  }
  const length = lineFeed + 1;
  const text = line.toString('latin1', 0, carriageReturn);
  if (text === 'PROXY UNKNOWN' || text.startsWith('PROXY UNKNOWN ')) return { kind: 'read', header: unknown, length };
  const [, protocol, source = '', destination = '', sourcePort, destinationPort] = textShape.exec(text) ?? [];
  const isAddress = protocol === 'TCP4' ? isIPv4 : isIPv6;
  const ports = [Number(sourcePort), Number(destinationPort)];
  if (protocol === undefined || !isAddress(source) || !isAddress(destination) || ports.some((port) => port > 65_535)) {
    return malformed('the PROXY line does not keep to its form');
  }
  const family = protocol === 'TCP4' ? 'ipv4' : 'ipv6';
  return { kind: 'read', header: headerOf(family, source, Number(sourcePort)), length };
}

const binaryHeadBytes = 16;

function earlyBinary(bytes: Buffer): Reading {
  const command = bytes[12];
  return command === undefined || command === 0x20 || command === 0x21 ? more : wrongCommand();
}

function wrongCommand(): Reading {
  return malformed('the PROXY header has an unknown version or command');
}

function readBinary(bytes: Buffer): Reading {
  const [command, family, protocol] = [bytes.readUInt8(12), bytes.readUInt8(13) >> 4, bytes.readUInt8(13) & 0x0f];
  const length = binaryHeadBytes + bytes.readUInt16BE(14);
  if (command !== 0x20 && command !== 0x21) return wrongCommand();
  if (length > binaryHeaderBytesMax) return malformed(`the PROXY header is over ${binaryHeaderBytesMax} bytes`);
  const isLocal = command === 0x20;
  if (!isLocal && (family > 3 || protocol > 2)) return malformed('the PROXY header has an unknown address family');
  if (bytes.length < length) return more;
  const addresses = bytes.subarray(binaryHeadBytes, length);
  // Behind the addresses there may be more fields (TLVs, §2.2.1 to §2.2.7): nothing here needs them.
  const header = isLocal ? unknown : binaryHeader(family, protocol, addresses);
  return header === undefined ? malformed('the PROXY header is too short') : { kind: 'read', header, length };
}

const stream = 1;

/** Undefined when the addresses are cut short. What is not a TCP stream is told, but not from where (§2.2). */
function binaryHeader(family: number, protocol: number, addresses: Buffer): ProxyHeader | undefined {
  if (family === 0 || protocol === 0) return unknown;
  const [addressBytes, portBytes] = [[0, 4, 16, 108][family] ?? 0, family === 3 ? 0 : 2];
  if (addresses.length < 2 * (addressBytes + portBytes)) return undefined;
  if (family === 3) return { family: 'unix', source: undefined };
  if (protocol !== stream) return unknown;
  const source = addresses.subarray(0, addressBytes);
  return headerOf(family === 1 ? 'ipv4' : 'ipv6', addressText(source), addresses.readUInt16BE(2 * addressBytes));
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return (bytes.toString('hex').match(/.{4}/g) ?? []).join(':');
}

function headerOf(family: 'ipv4' | 'ipv6', address: string, port: number): ProxyHeader {
  return { family, source: { address: plainAddress(address) ?? address, port } };
}
