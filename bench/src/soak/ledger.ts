// Who owes whom what. Everything that is sent is written down with what has to become of it; whatever happens else, or does not
// happen in time, is a violation. No I/O: the time comes in.

/** Violations that are kept word for word; further ones are only counted. */
export const violationsKeptMax = 50;

/** How a command ended: with what the charge point answered, or with the reason why nothing came of it. */
export type CommandEnd = 'result' | 'error' | { readonly reason: string };

/** What has happened so far. */
export type Counts = {
  calls: number;
  results: number;
  /** CALLERRORs for CALLs that were meant to be wrong. */
  refusals: number;
  repeated: number;
  /** CALLs without an answer because their own connection was ended. */
  givenUp: number;
  commands: number;
  commandResults: number;
  commandErrors: number;
  /** Commands without an answer because the connection of their charge point was ended. */
  commandsLost: number;
  kept: number;
  notes: number;
};

type Call = {
  readonly identity: string;
  readonly isGood: boolean;
  sentAt: number;
  wasCut: boolean;
  isAnswered: boolean;
  isKept: boolean;
};

type Command = {
  readonly identity: string;
  readonly expects: 'result' | 'error';
  readonly sentAt: number;
  received: number;
};

/** Why a command may end without an answer of its charge point, as MQTT and the HTTP API call it. */
const reasonsOfAbsence = new Set([
  ...['not_connected', 'connection_lost', 'superseded'],
  ...['RESOURCE_NOT_FOUND', 'CALL_LOST', 'CALL_NOT_SENT'],
]);

/** The charge point is gone, or back without its question. */
const reasonsOfRefusal = new Set(['not_connected', 'unknown_unique_id']);

/** A connection may be back, as the charge point sees it, before a command comes that the server still held against its absence. */
const absenceGraceMs = 1_000;

/** The books of one soak; times are milliseconds. */
export class Ledger {
  readonly counts: Counts = {
    ...{ calls: 0, results: 0, refusals: 0, repeated: 0, givenUp: 0 },
    ...{ commands: 0, commandResults: 0, commandErrors: 0, commandsLost: 0, kept: 0, notes: 0 },
  };
  readonly #patienceMs: number;
  readonly #calls = new Map<string, Call>();
  readonly #commands = new Map<string, Command>();
  readonly #expected = new Map<string, number>();
  /** Ids of CALLs whose connection ended, and when: they may still be heard of, even twice. */
  readonly #cut = new Map<string, number>();
  readonly #violations: string[] = [];
  #violationCount = 0;

  /** `patienceMs`: what has not happened so long after it was asked for is lost. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get violationCount(): number {
    return this.#violationCount;
  }

  get violations(): readonly string[] {
    return this.#violations;
  }

  /** How much is not settled yet. */
  get open(): number {
    return this.#calls.size + this.#commands.size + this.#expected.size;
  }

  violate(what: string): void {
    this.#violationCount += 1;
    if (this.#violations.length < violationsKeptMax) this.#violations.push(what);
  }

  /** A charge point sends a CALL. */
  sendCall(id: string, identity: string, isGood: boolean, now: number): void {
    this.counts.calls += 1;
    this.#calls.set(id, { identity, isGood, sentAt: now, wasCut: false, isAnswered: false, isKept: false });
  }

  /** The charge point got an answer. Returns the milliseconds that it took, undefined for one that was not waited for. */
  answerCall(id: string, identity: string, kind: 'result' | 'error', now: number): number | undefined {
    const call = this.#calls.get(id);
    if (call === undefined || call.isAnswered || call.identity !== identity) {
      this.violate(`${identity} got an answer to ${id} which it does not wait for`);
      return undefined;
    }
    if ((kind === 'result') !== call.isGood) this.violate(`${identity} got ${kind} to ${id}`);
    if (kind === 'result') this.counts.results += 1;
    else this.counts.refusals += 1;
    call.isAnswered = true;
    this.#settle(id, call);
    return now - call.sentAt;
  }

  /** The connection ended before the answer came: the CALL is repeated over the next one, or given up. */
  cutCall(id: string, willRepeat: boolean, now: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.met(cutOf(id));
    this.#cut.set(id, now);
    call.wasCut = true;
    if (willRepeat) {
      this.counts.repeated += 1;
      return;
    }
    this.counts.givenUp += 1;
    this.#calls.delete(id);
  }

  /** A CALL that was cut is sent again. */
  repeatCall(id: string, now: number): void {
    const call = this.#calls.get(id);
    if (call !== undefined) call.sentAt = now;
  }

  wasCut(id: string): boolean {
    return this.#cut.has(id);
  }

  /** The CSMS is told that its answer reached nobody. It may hear so before the charge point sees its own connection end. */
  refuseAnswer(id: string, reason: string, now: number): void {
    if (!reasonsOfRefusal.has(reason)) this.violate(`the answer to ${id} was refused: ${reason}`);
    else if (!this.#cut.has(id)) this.expect(cutOf(id), now);
  }

  /** The subscriber whose session outlives its connections got the CALL; `isCopy` is the DUP flag of its PUBLISH. */
  keepCall(id: string, isCopy: boolean): void {
    const call = this.#calls.get(id);
    if (call !== undefined && !call.isKept) {
      this.counts.kept += 1;
      call.isKept = true;
      this.#settle(id, call);
    } else if (!isCopy && !this.#cut.has(id)) this.violate(`${id} was published twice, or by nobody`);
  }

  /** The CSMS sends a command that its charge point answers as `expects` says. */
  sendCommand(id: string, identity: string, expects: 'result' | 'error', now: number): void {
    this.counts.commands += 1;
    this.#commands.set(id, { identity, expects, sentAt: now, received: 0 });
  }

  /** The charge point got a command. */
  receiveCommand(id: string, identity: string): void {
    const command = this.#commands.get(id);
    if (command === undefined || command.identity !== identity)
      this.violate(`${identity} got ${id}, which is not for it`);
    else if (command.received > 0) this.violate(`${identity} got ${id} twice`);
    else command.received += 1;
  }

  /** Whoever sent a command is told what became of it. `awayAt`: when its charge point was last without a connection. */
  endCommand(id: string, end: CommandEnd, awayAt: number): void {
    const command = this.#commands.get(id);
    if (command === undefined) {
      this.violate(`${id} ended twice, or was never sent (${printEnd(end)})`);
      return;
    }
    this.#commands.delete(id);
    const { identity, expects, sentAt, received } = command;
    if (typeof end === 'string') {
      if (end !== expects || received !== 1) this.violate(`${id} for ${identity} ended with ${end}`);
      else if (end === 'result') this.counts.commandResults += 1;
      else this.counts.commandErrors += 1;
    } else if (reasonsOfAbsence.has(end.reason) && awayAt >= sentAt - absenceGraceMs) this.counts.commandsLost += 1;
    else this.violate(`${id} for ${identity} ended with ${end.reason}`);
  }

  /** Something has to happen in time. */
  expect(what: string, now: number): void {
    this.#expected.set(what, now);
  }

  /** It has happened; false when it was not expected (any more). */
  met(what: string): boolean {
    return this.#expected.delete(what);
  }

  /** Looks for what is overdue. */
  sweep(now: number): void {
    const overdue = now - this.#patienceMs;
    for (const [id, { identity, sentAt, isAnswered }] of this.#calls) {
      if (sentAt > overdue) continue;
      this.#calls.delete(id);
      this.violate(`${id} of ${identity} ${isAnswered ? 'never came to whom it is kept for' : 'was never answered'}`);
    }
    for (const [id, { identity, sentAt }] of this.#commands) {
      if (sentAt > overdue) continue;
      this.#commands.delete(id);
      this.violate(`${id} for ${identity} never ended`);
    }
    for (const [what, since] of this.#expected) {
      if (since > overdue) continue;
      this.#expected.delete(what);
      this.violate(`${what} did not come`);
    }
    for (const [id, since] of this.#cut) if (since <= overdue) this.#cut.delete(id);
  }

  #settle(id: string, { isGood, isAnswered, isKept }: Call): void {
    if (isAnswered && (isKept || !isGood)) this.#calls.delete(id);
  }
}

function cutOf(id: string): string {
  return `the end of the connection that ${id} came over, the answer to which was refused,`;
}

function printEnd(end: CommandEnd): string {
  return typeof end === 'string' ? end : end.reason;
}
