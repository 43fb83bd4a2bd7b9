// A charge point of the load generator: one socket, as little as can be between it and the bytes.

import { createConnection, type Socket } from 'node:net';
import type { ChargePointAccount } from './candidate.ts';
import { FrameReader, maskedFrame, opcodes, type TakeFrame, upgradeRequest } from './web-socket-wire.ts';

/** How a charge point connects, and who hears what it gets. */
export type ChargePointLinkOptions = {
  /** The WebSocket URL to which `/<identity>` is appended. */
  readonly url: string;
  readonly account: ChargePointAccount;
  /** Each text of the server. */
  readonly onText: (bytes: Buffer, start: number, end: number) => void;
  /** The server has ended the connection, or sent what makes no sense; called at most once, and not after `close`. */
  readonly onFailed: (error: Error) => void;
  /** Default 20,000. */
  readonly handshakeTimeMaxMs?: number;
};

const handshakeTimeMaxMsUsual = 20_000;
const subprotocol = 'ocpp1.6';

/** Room for the answers of a turn; a longer one comes in pieces. */
const readBytes = 4_096;
const headBytesMax = 8_192;
const headEnd = '\r\n\r\n';

/** Connections that are opened at the same time where nobody asks how fast that goes. */
const linksAtOnce = 100;

/** A connected charge point. */
export class ChargePointLink {
  readonly #options: ChargePointLinkOptions;
  readonly #socket: Socket;
  readonly #opened = Promise.withResolvers<void>();
  readonly #frames: FrameReader;
  #head: string | undefined = '';
  #isOver = false;

  private constructor(options: ChargePointLinkOptions) {
    this.#options = options;
    this.#frames = new FrameReader(this.#take);
    const { hostname, port, host, pathname } = new URL(options.url);
    const buffer = Buffer.allocUnsafe(readBytes);
    const path = `${pathname}/${encodeURIComponent(options.account.identity)}`;
    this.#socket = createConnection({
      host: hostname,
      port: Number(port),
      noDelay: true,
      // Bytes are read into one buffer, again and again, and not through a stream.
      onread: { buffer, callback: (count) => this.#read(buffer, count) },
    });
    this.#socket.write(upgradeRequest(host, path, subprotocol, options.account.login));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error(`the server closed ${options.account.identity}`)));
  }

  /** Connects; rejects when the server refuses it or does not answer in time. */
  static async open(options: ChargePointLinkOptions): Promise<ChargePointLink> {
    const link = new ChargePointLink(options);
    const timeMaxMs = options.handshakeTimeMaxMs ?? handshakeTimeMaxMsUsual;
    const timer = setTimeout(() => link.#fail(new Error(`no answer to a handshake in ${timeMaxMs} ms`)), timeMaxMs);
    try {
      await link.#opened.promise;
      return link;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a frame; its bytes may be written anew once the server has answered what they say. */
  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Ends the connection at once. */
  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #read(buffer: Buffer, count: number): boolean {
    try {
      const bytes = buffer.subarray(0, count);
      if (this.#head === undefined) this.#frames.push(bytes);
      else this.#readHead(this.#head + bytes.toString('latin1'));
    } catch (error) {
      this.#fail(error as Error);
    }
    return !this.#isOver;
  }

  #readHead(head: string): void {
    const end = head.indexOf(headEnd);
    if (end < 0) {
      if (head.length > headBytesMax) throw new Error('the answer to a handshake has no end');
      this.#head = head;
      return;
    }
    const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
    if (status !== '101') {
      throw new Error(`the handshake of ${this.#options.account.identity} was answered ${status ?? 'with no HTTP'}`);
    }
    this.#head = undefined;
    this.#opened.resolve();
    const rest = head.slice(end + headEnd.length);
    if (rest !== '') this.#frames.push(Buffer.from(rest, 'latin1'));
  }

  readonly #take: TakeFrame = (opcode, bytes, start, end) => {
    if (opcode === opcodes.text) this.#options.onText(bytes, start, end);
    else if (opcode === opcodes.ping) this.send(maskedFrame(opcodes.pong, bytes.subarray(start, end)));
    else if (opcode === opcodes.close) {
      const code = end - start < 2 ? 1005 : bytes.readUInt16BE(start);
      this.#fail(new Error(`the server closed ${this.#options.account.identity} with ${code}`));
    }
  };

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.close();
    if (this.#head === undefined) this.#options.onFailed(error);
    this.#opened.reject(error);
  }
}

/** Opens many, some at a time, in the order of their options; when one fails the others are closed. */
export async function openChargePointLinks(
  all: readonly ChargePointLinkOptions[],
): Promise<readonly ChargePointLink[]> {
  const links: ChargePointLink[] = [];
  for (let first = 0; first < all.length; first += linksAtOnce) {
    const settled = await Promise.allSettled(all.slice(first, first + linksAtOnce).map(ChargePointLink.open));
    for (const one of settled) if (one.status === 'fulfilled') links.push(one.value);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed === undefined) continue;
    for (const link of links) link.close();
    throw failed.reason;
  }
  return links;
}
