import type { Benchmark, Figures, Measuring, Scale, Surroundings } from './benchmark.ts';
import type { Candidate, RunningCandidate } from './candidate.ts';
import { startOcppBroker } from './candidate-ocpp-broker.ts';
import type { DurableHalf, DurableJob, DurableResult } from './load-job.ts';
import { runLoad } from './load-process.ts';

/** Many sessions get fewer messages, so that a round of theirs does not last for minutes. */
const deliveriesShare = 10;

/** Longer than any pause of a server that still works. */
const standstillMs = 10_000;
const timeMaxMs = 300_000;

/** A message costs as much as some round trips, and what is warm for one is for all. */
const warmUpShare = 10;

/** What waits is the point here, so that nothing of it is dropped. */
const queueSettings = {
  OCPP_BROKER_MQTT__SESSIONS__QUEUE__MAX_MESSAGES: '10000000',
  OCPP_BROKER_MQTT__SESSIONS__QUEUE__MAX_BYTES: '16GB',
  OCPP_BROKER_MQTT__SESSIONS__QUEUE__MAX_TOTAL_BYTES: '64GB',
};

/** The product with its sessions on SQLite. */
export const onSqlite: Candidate = {
  name: 'ocpp-broker',
  description: 'sessions on SQLite',
  start: (options) => startOcppBroker(options, queueSettings),
};

/** The product with its sessions in memory, which is what the other is held against. */
export const inMemory: Candidate = {
  name: 'ocpp-broker-memory',
  description: 'sessions in memory',
  start: (options) => startOcppBroker(options, { ...queueSettings, OCPP_BROKER_MQTT__PERSISTENCE: 'memory' }),
};

/** Messages of QoS 1 for sessions that outlive their connections. */
export const durable: Benchmark = {
  name: 'durable',
  description:
    'QoS 1 to sessions that outlive their connections, while their clients are there and while they are away',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/message', digits: 1 },
    { key: 'perSecond', title: 'messages/s', digits: 0 },
    { key: 'p50Ms', title: 'p50 ms', digits: 2 },
    { key: 'p99Ms', title: 'p99 ms', digits: 2 },
    { key: 'awayCpuMicroseconds', title: 'away CPU µs', digits: 1 },
    { key: 'awayPerSecond', title: 'away/s', digits: 0 },
    { key: 'drainCpuMicroseconds', title: 'CPU µs/drained', digits: 1 },
    { key: 'drainPerSecond', title: 'drained/s', digits: 0 },
    { key: 'residentMegabytes', title: 'RSS MB', digits: 0 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  candidates: [onSqlite, inMemory],
  cases: (scale) =>
    scale.subscribers.map((sessions) => ({
      title: `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
      open: (candidate, surroundings) => open(candidate, surroundings, scale, sessions),
    })),
};

async function open(
  candidate: Candidate,
  surroundings: Surroundings,
  { warmUp, measured, mqttVersions }: Scale,
  sessions: number,
): Promise<Measuring> {
  const running = await candidate.start({ ...surroundings, identities: [], qos: 1 });
  const mqttVersion = mqttVersions.at(-1) ?? 5;
  const count = (messages: number) => Math.ceil(Math.min(messages, (messages * deliveriesShare) / sessions));
  const load = (phase: 'on-line' | 'off-line', messages: number) =>
    durableLoad(running, { phase, sessions, messages: count(messages), mqttVersion }, surroundings);
  try {
    await load('on-line', warmUp / warmUpShare);
    await load('off-line', warmUp / warmUpShare);
  } catch (error) {
    // The first failure is the one to show.
    await running.close().catch(() => {});
    throw error;
  }
  return {
    measure: async () => {
      const present = await load('on-line', measured);
      return figuresOf(present, await load('off-line', measured), count(measured));
    },
    close: () => running.close(),
  };
}

/** Has a load generator do a durable job with a server. */
export function durableLoad(
  { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin }: RunningCandidate,
  terms: Pick<DurableJob, 'phase' | 'sessions' | 'messages' | 'mqttVersion'>,
  surroundings: Surroundings,
): Promise<DurableResult> {
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  return runLoad<'durable'>({ kind: 'durable', ...target, ...terms, standstillMs, timeMaxMs }, surroundings);
}

/** Throws when a message was lost, came twice or out of order, since then nothing was measured. */
export function demandAll({ expected, delivered, strange }: DurableResult): void {
  if (delivered === expected && strange === 0) return;
  throw new Error(`of ${expected} messages ${delivered} came, ${strange} of them twice or out of order`);
}

/** What the table shows of a run: of those who were there, and of those who were away. */
export function figuresOf(present: DurableResult, away: DurableResult, messages: number): Figures {
  demandAll(present);
  demandAll(away);
  const { published, latencyMs, loadBusyPercent } = present;
  const { drained, delivered, serverResidentBytes } = away;
  return {
    cpuMicroseconds: cpuOf(published, messages),
    perSecond: perSecondOf(published, messages),
    p50Ms: latencyMs?.p50,
    p99Ms: latencyMs?.p99,
    awayCpuMicroseconds: cpuOf(away.published, messages),
    awayPerSecond: perSecondOf(away.published, messages),
    drainCpuMicroseconds: cpuOf(drained, delivered),
    drainPerSecond: perSecondOf(drained, delivered),
    residentMegabytes: serverResidentBytes === undefined ? undefined : serverResidentBytes / 1_000_000,
    loadBusyPercent,
    delivered,
  };
}

function cpuOf(half: DurableHalf | undefined, count: number): number | undefined {
  return half?.serverCpuMicroseconds === undefined ? undefined : half.serverCpuMicroseconds / count;
}

function perSecondOf(half: DurableHalf | undefined, count: number): number | undefined {
  return half === undefined ? undefined : count / half.seconds;
}
