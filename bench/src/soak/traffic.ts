// What happens in a soak, and when: CALLs up, commands down by MQTT and by HTTP, kicks, reconnects, changed settings, and a subscriber
// that comes and goes. Everything is paced by one clock tick, so that the rate is what was asked for.

import type { SoakArchive } from './archive.ts';
import type { Chance } from './chance.ts';
import type { Leaving, SoakChargePoint } from './charge-point.ts';
import type { SoakCsms } from './csms.ts';
import type { HttpApi } from './http-api.ts';
import type { Ledger } from './ledger.ts';
import { someCall, someCommand } from './messages.ts';

/** Who takes part. */
export type Players = {
  readonly chargePoints: readonly SoakChargePoint[];
  readonly csms: SoakCsms;
  readonly archive: SoakArchive;
  readonly api: HttpApi;
  readonly ledger: Ledger;
  readonly chance: Chance;
  readonly clock: () => number;
};

/** What happened besides messages. */
export type Events = { kicks: number; reconnects: number; settings: number; absences: number; starved: number };

/** How often each thing happens in a second, and how long things take. */
export type Pace = {
  readonly callsPerSecond: number;
  readonly commandsPerSecond: number;
  /** Commands by `POST …/calls`. */
  readonly requestsPerSecond: number;
  readonly notesPerSecond: number;
  readonly kicksPerSecond: number;
  readonly reconnectsPerSecond: number;
  readonly settingsPerSecond: number;
  readonly absencesPerSecond: number;
  readonly absenceMs: number;
};

const tickMs = 20;

/** A tick that comes late makes up for no more than this: the server shall not meet in one moment what nobody sent before. */
const lateTicksMax = 10;

/** Charge points that are asked before one that is free is given up on. */
const triesMax = 20;

const leavings: readonly Leaving[] = ['close', 'drop', 'overtake'];

/** Changes that disturb nobody, each of which takes another way through the server. */
const changes: readonly object[] = [
  { call_timeout: '40s', frames: { keep: 20 } },
  { ping_interval: '15s', retry_window: '30s' },
  { message_format_mode: { upstream: 'reject', actions: { DataTransfer: 'warn' } } },
  { charge_points: { 'soak-1': { ping_interval: '10s' } }, reply_timeout: '50s' },
  { call_timeout: '30s', frames: { keep: 50 }, ping_interval: '20s', retry_window: '60s', reply_timeout: '60s' },
  { message_format_mode: { actions: {} }, charge_points: { 'soak-1': null } },
];

/** The pace of so many charge points: how often each of them is disturbed does not depend on how many there are. */
export function paceOf(chargePoints: number, callsPerSecond: number, timeMs: number): Pace {
  const perThousand = chargePoints / 1000;
  // A short soak, too, has to see some of everything.
  const often = Math.max(1, Math.min(60, 600_000 / timeMs));
  return {
    callsPerSecond,
    commandsPerSecond: callsPerSecond / 10,
    requestsPerSecond: callsPerSecond / 50,
    notesPerSecond: 20,
    kicksPerSecond: Math.max(perThousand, often / 60),
    reconnectsPerSecond: Math.max(2 * perThousand, often / 30),
    settingsPerSecond: often / 30,
    absencesPerSecond: often / 60,
    absenceMs: Math.min(3_000, timeMs / 10),
  };
}

/** The traffic between `start` and `stop`. */
export class Traffic {
  readonly events: Events = { kicks: 0, reconnects: 0, settings: 0, absences: 0, starved: 0 };
  readonly #players: Players;
  readonly #plan: readonly { readonly perSecond: number; readonly happen: () => void; owed: number }[];
  readonly #underWay = new Set<Promise<void>>();
  readonly #absenceMs: number;
  #timer: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #next = 0;
  #commands = 0;

  constructor(players: Players, pace: Pace) {
    this.#players = players;
    this.#absenceMs = pace.absenceMs;
    const planned: readonly (readonly [number, () => void])[] = [
      [pace.callsPerSecond, () => this.#call()],
      [pace.commandsPerSecond, () => this.#command()],
      [pace.requestsPerSecond, () => this.#track('a request', this.#request())],
      [pace.notesPerSecond, () => players.csms.note()],
      [pace.kicksPerSecond, () => this.#track('a kick', this.#kick())],
      [pace.reconnectsPerSecond, () => this.#reconnect()],
      [pace.settingsPerSecond, () => this.#track('a change of settings', this.#change())],
      [pace.absencesPerSecond, () => this.#track('an absence', this.#absence())],
    ];
    this.#plan = planned.map(([perSecond, happen]) => ({ perSecond, happen, owed: 0 }));
  }

  start(): void {
    this.#tickedAt = this.#players.clock();
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Begins nothing more, and resolves when what was begun over HTTP is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #tick(): void {
    const now = this.#players.clock();
    const seconds = Math.min(now - this.#tickedAt, lateTicksMax * tickMs) / 1000;
    this.#tickedAt = now;
    for (const planned of this.#plan) {
      planned.owed += planned.perSecond * seconds;
      while (planned.owed >= 1) {
        planned.owed -= 1;
        planned.happen();
      }
    }
  }

  #call(): void {
    const chargePoint = this.#someone(({ isFree }) => isFree);
    chargePoint?.call(someCall(chargePoint.version, this.#players.chance));
  }

  #command(): void {
    const { csms, chance } = this.#players;
    const chargePoint = this.#someone(({ isHere }) => isHere);
    if (chargePoint === undefined) return;
    this.#commands += 1;
    csms.command(this.#commands, chargePoint.identity, someCommand(chargePoint.version, chance));
  }

  async #request(): Promise<void> {
    const { api, chance, clock, ledger } = this.#players;
    const chargePoint = this.#someone(({ isHere }) => isHere);
    if (chargePoint === undefined) return;
    this.#commands += 1;
    const id = `request-${this.#commands}`;
    const { action, payload, answer } = someCommand(chargePoint.version, chance);
    ledger.sendCommand(id, chargePoint.identity, answer === null ? 'error' : 'result', clock());
    const path = `/gateways/ocpp/clients/${chargePoint.identity}/calls`;
    const { status, body } = await api.ask('POST', path, { action, payload: JSON.parse(payload), unique_id: id });
    const { status: kind, code } = body as { readonly status?: 'result' | 'error'; readonly code?: string };
    const end = status === 200 && kind !== undefined ? kind : { reason: code ?? String(status) };
    ledger.endCommand(id, end, chargePoint.awayAt);
  }

  async #kick(): Promise<void> {
    const { api, ledger } = this.#players;
    const chargePoint = this.#someone(({ isHere }) => isHere);
    if (chargePoint === undefined) return;
    this.events.kicks += 1;
    chargePoint.expectEnd();
    const { status } = await api.ask('DELETE', `/gateways/ocpp/clients/${chargePoint.identity}`);
    if (status !== 204) ledger.violate(`the kick of ${chargePoint.identity} was answered ${status}`);
  }

  #reconnect(): void {
    const { chance } = this.#players;
    const chargePoint = this.#someone(({ isHere }) => isHere);
    if (chargePoint === undefined) return;
    this.events.reconnects += 1;
    chargePoint.leave(leavings[chance.below(leavings.length)] ?? 'close');
  }

  async #change(): Promise<void> {
    const change = changes[this.events.settings % changes.length] ?? {};
    this.events.settings += 1;
    await this.#players.api.demand('PUT', '/gateways/ocpp', change);
  }

  async #absence(): Promise<void> {
    const { archive, chance } = this.#players;
    if (!archive.isConnected) return;
    this.events.absences += 1;
    await archive.leave(chance.hits(0.5));
    await new Promise((resolve) => setTimeout(resolve, this.#absenceMs));
    await archive.connect(true);
  }

  /** The next one in turn of whom this is true. */
  #someone(isWanted: (chargePoint: SoakChargePoint) => boolean): SoakChargePoint | undefined {
    const { chargePoints, chance } = this.#players;
    this.#next += 1 + chance.below(3);
    for (let tries = 0; tries < triesMax; tries += 1) {
      const chargePoint = chargePoints[(this.#next + tries) % chargePoints.length];
      if (chargePoint !== undefined && isWanted(chargePoint)) return chargePoint;
    }
    this.events.starved += 1;
    return undefined;
  }

  #track(what: string, work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#players.ledger.violate(`${what} failed: ${(error as Error).message}`))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}
