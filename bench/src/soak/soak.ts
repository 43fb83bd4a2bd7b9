// A soak from its beginning to its end: the server as a process of its own, everybody who takes part, what is seen of the server
// while it lasts, and what is still there when all have gone.

import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningCandidate } from '../candidate.ts';
import { startOcppBroker } from '../candidate-ocpp-broker.ts';
import type { Pinning } from '../pinning.ts';
import { describeMachine } from '../report.ts';
import { archiveClientId, SoakArchive } from './archive.ts';
import { chanceOf } from './chance.ts';
import { SoakChargePoint } from './charge-point.ts';
import { SoakCsms } from './csms.ts';
import { awaitEmptyLists, handlesAfter, handlesAtRest } from './farewell.ts';
import { type Health, judgeMemory, readHealth } from './health.ts';
import { HttpApi } from './http-api.ts';
import { Ledger } from './ledger.ts';
import type { Subprotocol } from './messages.ts';
import type { SoakOptions } from './soak-arguments.ts';
import { complaintsOf, progressOf, type SoakResult } from './soak-result.ts';
import { paceOf, Traffic } from './traffic.ts';

/** What a soak runs in. */
export type SoakSurroundings = {
  readonly pinning: Pinning | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
};

const everythingOn = { OCPP_BROKER_GATEWAY__OCPP__MESSAGE_FORMAT_CHECKING: 'all' };

/** Longer than anything takes that works: what the archive missed comes after its absence. */
const patienceMs = 30_000;
const lateResolutionMs = 10;
const drainLookMs = 50;
const sampleMsMax = 2_000;
const progressMsMax = 60_000;

/** After so many violations the rest of the time tells nothing more. */
const violationsMax = 1_000;

/** Handshakes under way at the same time. */
const atOnce = 50;

/** Runs a soak; rejects when it could not be run, or was broken off. */
export async function runSoak(options: SoakOptions, surroundings: SoakSurroundings): Promise<SoakResult> {
  const { pinning, signal } = surroundings;
  const identities = Array.from({ length: options.chargePoints }, (_, index) => `soak-${index + 1}`);
  const running = await startOcppBroker({ identities, qos: 1, pinning, nodeArguments: [], signal }, everythingOn);
  const soak = new Soak(options, running, surroundings);
  try {
    await soak.run();
  } catch (error) {
    soak.abandon();
    // The first failure is the one to show.
    await running.close().catch(() => {});
    throw error;
  }
  await running.close().catch((error: unknown) => soak.ledger.violate((error as Error).message));
  return soak.result();
}

class Soak {
  readonly ledger = new Ledger(patienceMs);
  readonly #options: SoakOptions;
  readonly #running: RunningCandidate;
  readonly #surroundings: SoakSurroundings;
  readonly #api: HttpApi;
  readonly #chargePoints: readonly SoakChargePoint[];
  readonly #latencies = createHistogram();
  readonly #late = monitorEventLoopDelay({ resolution: lateResolutionMs });
  readonly #health: Health[] = [];
  readonly #chance;
  readonly #startedAt = new Date().toISOString();
  readonly #clock = () => performance.now();
  #traffic: Traffic | undefined;
  #beganAt = 0;
  #endedAt = 0;
  #loadCpu = process.cpuUsage();
  #handlesBefore: number | undefined;
  #handlesAfter: number | undefined;

  constructor(options: SoakOptions, running: RunningCandidate, surroundings: SoakSurroundings) {
    this.#options = options;
    this.#running = running;
    this.#surroundings = surroundings;
    this.#chance = chanceOf(options.seed);
    if (running.api === undefined) throw new TypeError('a soak needs the HTTP API');
    this.#api = new HttpApi(running.api.url, running.api.login);
    const shared = {
      url: running.chargePointUrl,
      ...{ ledger: this.ledger, chance: this.#chance, clock: this.#clock },
      onLatency: (ms: number) => this.#latencies.record(Math.max(1, Math.round(ms * 1000))),
    };
    this.#chargePoints = running.chargePoints.map(
      (account, index) => new SoakChargePoint(account, versionOf(index), shared),
    );
  }

  async run(): Promise<void> {
    const { mqttPort, csmsLogin } = this.#running;
    const { ledger } = this;
    const byIdentity = new Map(this.#chargePoints.map((chargePoint) => [chargePoint.identity, chargePoint]));
    const surroundings = {
      ...{ port: mqttPort, login: csmsLogin, ledger, clock: this.#clock },
      versionOf: (identity: string) => byIdentity.get(identity)?.version ?? 'ocpp1.6',
      awayAtOf: (identity: string) => byIdentity.get(identity)?.awayAt ?? Number.NEGATIVE_INFINITY,
    };
    await this.#rehearse();
    const csms = await SoakCsms.open(surroundings);
    const archive = new SoakArchive(mqttPort, csmsLogin, ledger);
    await archive.connect(false);
    for (let first = 0; first < this.#chargePoints.length; first += atOnce) {
      await Promise.all(this.#chargePoints.slice(first, first + atOnce).map((chargePoint) => chargePoint.connect()));
    }
    const { chargePoints, callsPerSecond, timeMs } = this.#options;
    const players = { csms, archive, ledger, api: this.#api, chance: this.#chance, clock: this.#clock };
    this.#traffic = new Traffic(
      { ...players, chargePoints: this.#chargePoints },
      paceOf(chargePoints, callsPerSecond, timeMs),
    );
    await this.#watch(this.#traffic);
    await this.#traffic.stop();
    await this.#drain();
    await Promise.all(this.#chargePoints.map((chargePoint) => chargePoint.end()));
    await csms.close();
    await archive.leave(true);
    await this.#api.demand('DELETE', `/clients/${archiveClientId}?session=true`);
    await awaitEmptyLists(this.#api, ledger);
    this.#api.disconnect();
    this.#handlesAfter = await handlesAfter(this.#pid, this.#handlesBefore);
  }

  /** Lets go of everything at once. */
  abandon(): void {
    void this.#traffic?.stop();
    for (const chargePoint of this.#chargePoints) void chargePoint.end();
    this.#api.disconnect();
  }

  result(): SoakResult {
    const { ledger } = this;
    const { timeMs } = this.#options;
    const judged = {
      violationCount: ledger.violationCount,
      violations: ledger.violations,
      memory: judgeMemory(this.#health, timeMs),
      handles: { before: this.#handlesBefore, after: this.#handlesAfter },
    };
    const first = this.#health[0];
    const last = this.#health.at(-1);
    const ms = (percentile: number) => this.#latencies.percentile(percentile) / 1000;
    const { user, system } = this.#loadCpu;
    return {
      isGood: complaintsOf(judged).length === 0,
      startedAt: this.#startedAt,
      seconds: (this.#endedAt - this.#beganAt) / 1000,
      options: this.#options,
      machine: describeMachine(this.#surroundings.pinning),
      ...judged,
      counts: ledger.counts,
      events: this.#traffic?.events ?? { kicks: 0, reconnects: 0, settings: 0, absences: 0, starved: 0 },
      latencyMs: { p50: ms(50), p99: ms(99), p999: ms(99.9), max: this.#latencies.max / 1000 },
      cpuShare:
        first?.cpuMicroseconds === undefined || last?.cpuMicroseconds === undefined
          ? undefined
          : (last.cpuMicroseconds - first.cpuMicroseconds) / ((last.atMs - first.atMs) * 1000),
      loadCpuShare: (user + system) / ((this.#endedAt - this.#beganAt) * 1000),
      serverLateMs: this.#health.reduce<number | undefined>(
        // The first look tells what was before the soak.
        (most, { lateMs, atMs }) => (lateMs === undefined || atMs === 0 ? most : Math.max(most ?? 0, lateMs)),
        undefined,
      ),
      loadLateMs: { p99: lateOf(this.#late.percentile(99)), max: lateOf(this.#late.max) },
      health: everyMinute(this.#health),
    };
  }

  /** What the server opens once and keeps is no leak: each door is used before its handles are counted. */
  async #rehearse(): Promise<void> {
    const { mqttPort, csmsLogin, chargePoints, chargePointUrl } = this.#running;
    const archive = new SoakArchive(mqttPort, csmsLogin, this.ledger);
    await archive.connect(false);
    const [account] = chargePoints;
    if (account !== undefined) {
      const shared = { url: chargePointUrl, ledger: this.ledger, chance: this.#chance, clock: this.#clock };
      const chargePoint = new SoakChargePoint(account, 'ocpp1.6', { ...shared, onLatency: () => {} });
      await chargePoint.connect();
      await chargePoint.end();
    }
    await archive.leave(true);
    await this.#api.demand('DELETE', `/clients/${archiveClientId}?session=true`);
    await awaitEmptyLists(this.#api, this.ledger);
    this.#api.disconnect();
    this.#handlesBefore = await handlesAtRest(this.#pid);
  }

  /** Looks at the server, and at what is overdue, until the time is over or nothing more can be learnt. */
  async #watch(traffic: Traffic): Promise<void> {
    const { timeMs } = this.#options;
    const { signal, onProgress } = this.#surroundings;
    const sampleMs = Math.max(100, Math.min(sampleMsMax, timeMs / 20));
    const progressMs = Math.min(progressMsMax, timeMs / 2);
    const loadCpuBefore = process.cpuUsage();
    this.#beganAt = this.#clock();
    this.#late.enable();
    traffic.start();
    let told: Health | undefined;
    for (let atMs = 0; atMs < timeMs && this.ledger.violationCount < violationsMax; ) {
      const health = readHealth(await this.#api.metrics(), this.#pid, atMs);
      this.#health.push(health);
      if (told === undefined) told = health;
      else if (atMs - told.atMs >= progressMs) {
        onProgress(
          progressOf(health, told, { counts: this.ledger.counts, events: traffic.events, ...this.#violations }),
        );
        told = health;
      }
      this.ledger.sweep(this.#clock());
      await wait(sampleMs, undefined, { signal });
      atMs = this.#clock() - this.#beganAt;
    }
    this.#endedAt = this.#clock();
    this.#late.disable();
    this.#loadCpu = process.cpuUsage(loadCpuBefore);
  }

  /** What is under way may still arrive. */
  async #drain(): Promise<void> {
    const until = this.#clock() + patienceMs;
    while (this.ledger.open > 0 && this.#clock() < until) await wait(drainLookMs);
    this.ledger.sweep(Number.POSITIVE_INFINITY);
  }

  get #pid(): number {
    return this.#running.pids[0] ?? 0;
  }

  get #violations(): { readonly violationCount: number } {
    return { violationCount: this.ledger.violationCount };
  }
}

/** Most charge points speak 1.6, as most do; the others show that versions do not disturb each other. */
function versionOf(index: number): Subprotocol {
  if (index % 5 === 3) return 'ocpp2.0.1';
  return index % 5 === 4 ? 'ocpp2.1' : 'ocpp1.6';
}

function lateOf(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - lateResolutionMs);
}

/** The samples of a week are too many to keep in a file: those that are a minute apart are enough to see how it went. */
function everyMinute(samples: readonly Health[]): readonly Health[] {
  let next = 0;
  return samples.filter(({ atMs }) => {
    if (atMs < next) return false;
    next = atMs + progressMsMax;
    return true;
  });
}
