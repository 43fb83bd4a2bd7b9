// One charge point of a soak: says what it is told to say, one CALL at a time, answers commands, and comes back whenever its
// connection ended. An end that nobody asked for is a violation.

import { basicAuthorization } from '@ocpp-broker/simulator';
import { WebSocket } from 'ws';
import type { ChargePointAccount } from '../candidate.ts';
import type { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';
import { answerOfChargePoint, bootCall, type Subprotocol, type Wording } from './messages.ts';

/** What all charge points of a soak share. */
export type ChargePointSurroundings = {
  readonly url: string;
  readonly ledger: Ledger;
  readonly chance: Chance;
  readonly clock: () => number;
  /** Milliseconds from a CALL to its answer, for those whose connection lived. */
  readonly onLatency: (ms: number) => void;
};

/** How a connection ends that the charge point ends itself: politely, without a word, or by opening the next one before. */
export type Leaving = 'close' | 'drop' | 'overtake';

type Pending = { readonly id: string; readonly frame: string };

const handshakeTimeMaxMs = 20_000;

/** Times in which a real device would not be back, but the next message finds it absent. */
const absenceMaxMs = 400;

/** A charge point that connects again until it is ended. */
export class SoakChargePoint {
  readonly identity: string;
  readonly version: Subprotocol;
  readonly #account: ChargePointAccount;
  readonly #surroundings: ChargePointSurroundings;
  #socket: WebSocket | undefined;
  #pending: Pending | undefined;
  #isEndAsked = false;
  #isOver = false;
  #awayAt = Number.NEGATIVE_INFINITY;
  #calls = 0;
  #return: NodeJS.Timeout | undefined;

  constructor(account: ChargePointAccount, version: Subprotocol, surroundings: ChargePointSurroundings) {
    this.identity = account.identity;
    this.version = version;
    this.#account = account;
    this.#surroundings = surroundings;
  }

  /** Whether it has a connection that nobody is about to end. */
  get isHere(): boolean {
    return this.#socket !== undefined && !this.#isEndAsked;
  }

  /** Whether it can send a CALL: one at a time (OCPP-J §4.1.1). */
  get isFree(): boolean {
    return this.isHere && this.#pending === undefined;
  }

  /** When it was last without its connection. */
  get awayAt(): number {
    return this.#socket === undefined ? this.#surroundings.clock() : this.#awayAt;
  }

  /** Connects, and sends its BootNotification; rejects when the server refuses it. */
  async connect(): Promise<void> {
    const { url, clock } = this.#surroundings;
    const { login } = this.#account;
    const socket = new WebSocket(`${url}/${encodeURIComponent(this.identity)}`, this.version, {
      headers: login === undefined ? {} : { authorization: basicAuthorization(login.username, login.password) },
      perMessageDeflate: false,
      handshakeTimeout: handshakeTimeMaxMs,
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).on('error', reject));
    if (this.#isOver) {
      socket.terminate();
      return;
    }
    this.#socket = socket;
    this.#isEndAsked = false;
    this.#awayAt = clock();
    socket.on('message', (data) => this.#receive(socket, data.toString()));
    socket.on('close', (code, reason) => this.#closed(socket, code, reason.toString()));
    if (this.#pending === undefined) this.call(bootCall(this.version));
    else {
      this.#surroundings.ledger.repeatCall(this.#pending.id, clock());
      socket.send(this.#pending.frame);
    }
  }

  /** Sends a CALL; it has to be free. */
  call({ action, payload, isGood }: Wording): void {
    const { ledger, clock } = this.#surroundings;
    this.#calls += 1;
    const id = `${this.identity}-${this.#calls}`;
    const frame = `[2,"${id}","${action}",${payload}]`;
    this.#pending = { id, frame };
    ledger.sendCall(id, this.identity, isGood, clock());
    this.#socket?.send(frame);
  }

  /** From here on its connection may be ended by somebody else, and has to be in time. */
  expectEnd(): void {
    const { ledger, clock } = this.#surroundings;
    this.#isEndAsked = true;
    ledger.expect(this.#endName(), clock());
  }

  /** Ends its connection and opens another one. */
  leave(how: Leaving): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#isEndAsked = true;
    if (how === 'close') socket.close(1000);
    else if (how === 'drop') socket.terminate();
    else this.#overtake(socket);
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#return);
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#isEndAsked = true;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close(1000);
    await closed;
  }

  #overtake(old: WebSocket): void {
    const { ledger, clock } = this.#surroundings;
    const name = `the end of a connection of ${this.identity} that was overtaken`;
    ledger.expect(name, clock());
    old.once('close', () => ledger.met(name));
    this.#cut();
    this.#socket = undefined;
    this.#comeBack(0);
  }

  #receive(socket: WebSocket, text: string): void {
    // A connection that was overtaken: nobody reads it any more.
    if (socket !== this.#socket) return;
    const frame = JSON.parse(text) as readonly [number, string, string];
    if (frame[0] === 2) this.#answer(socket, frame[1], frame[2]);
    else this.#receiveAnswer(frame[1], frame[0] === 3 ? 'result' : 'error');
  }

  #answer(socket: WebSocket, id: string, action: string): void {
    this.#surroundings.ledger.receiveCommand(id, this.identity);
    const answer = answerOfChargePoint(this.version, action);
    socket.send(answer === null ? `[4,"${id}","NotSupported","not here",{}]` : `[3,"${id}",${answer}]`);
  }

  #receiveAnswer(id: string, kind: 'result' | 'error'): void {
    const { ledger, clock, onLatency } = this.#surroundings;
    const isRepeated = ledger.wasCut(id);
    const ms = ledger.answerCall(id, this.identity, kind, clock());
    if (ms !== undefined && !isRepeated) onLatency(ms);
    if (this.#pending?.id === id) this.#pending = undefined;
  }

  #closed(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    const { ledger, chance } = this.#surroundings;
    this.#socket = undefined;
    this.#cut();
    ledger.met(this.#endName());
    if (!this.#isEndAsked) ledger.violate(`${this.identity} was closed with ${code} ${reason}, which nobody asked for`);
    if (!this.#isOver) this.#comeBack(chance.below(absenceMaxMs));
  }

  /** A charge point that missed its answer repeats the CALL with its id, or has forgotten it. */
  #cut(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const { ledger, chance, clock } = this.#surroundings;
    const willRepeat = !this.#isOver && chance.hits(0.5);
    ledger.cutCall(pending.id, willRepeat, clock());
    if (!willRepeat) this.#pending = undefined;
  }

  #comeBack(afterMs: number): void {
    this.#return = setTimeout(() => {
      this.connect().catch((error: unknown) => {
        this.#surroundings.ledger.violate(`${this.identity} could not come back: ${(error as Error).message}`);
        if (!this.#isOver) this.#comeBack(absenceMaxMs);
      });
    }, afterMs);
  }

  #endName(): string {
    return `the end of the connection of ${this.identity}`;
  }
}
