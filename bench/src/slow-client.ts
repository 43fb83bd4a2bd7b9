import type { BadClientKind } from './bad-client-kind.ts';
import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import type { SlowClientResult } from './load-job.ts';
import { runLoad } from './load-process.ts';

/** 4 MB a second for each subscriber: in some seconds more than the kernel takes for a frozen one, and any limit besides. */
const payloadBytes = 16 * 1024;
const perSecond = 250;
const subscribers = 5;

/** Messages are larger than those of round trips, and paced. */
const messagesShare = 20;
const patienceMs = 5_000;

const titles: Readonly<Record<BadClientKind, string>> = {
  none: 'no bad client',
  'frozen-qos-0': 'a frozen subscriber, QoS 0',
  'frozen-qos-1': 'a frozen subscriber, QoS 1',
  'slow-reader': 'a slow reader over TCP',
  'slow-websocket': 'a slow reader over WebSocket',
  flood: 'a flood of publishes',
  'unfinished-connect': '100 clients that never finish CONNECT',
};

/** One client publishes to others, while one misbehaves: what the others notice. */
export const slowClient: Benchmark = {
  name: 'slow-client',
  description: `one publishes ${perSecond} messages a second of 16 KiB with QoS 1 to ${subscribers} others, while one misbehaves`,
  columns: [
    { key: 'worstMs', title: 'worst ms', digits: 1 },
    { key: 'loadLagMs', title: 'load lag ms', digits: 1 },
    { key: 'p99Ms', title: 'p99 ms', digits: 1 },
    { key: 'p50Ms', title: 'p50 ms', digits: 2 },
    { key: 'missing', title: 'missing', digits: 0 },
    { key: 'peakMegabytes', title: 'peak RSS MB', digits: 0 },
    { key: 'cpuMicroseconds', title: 'CPU µs/delivery', digits: 0 },
    { key: 'cut', title: 'cut', digits: 0 },
  ],
  canShareServers: true,
  cases: (scale) =>
    scale.badClients.map((bad) => ({
      title: titles[bad],
      // Memory is told by its peak, so each measurement has a server of its own.
      open: async (candidate, surroundings) => ({
        measure: () => measure(candidate, surroundings, scale, bad),
        close: async () => {},
      }),
    })),
};

async function measure(
  candidate: Candidate,
  surroundings: Surroundings,
  { measured, mqttVersions }: Scale,
  bad: BadClientKind,
): Promise<Figures> {
  const running = await candidate.start({ ...surroundings, identities: [], qos: 1 });
  const { pids, chargePointUrl, mqttPort, mqttWebSocketUrl, chargePoints, csmsLogin } = running;
  const messages = Math.ceil(measured / messagesShare);
  try {
    if (bad === 'slow-websocket' && mqttWebSocketUrl === undefined) return {};
    const result = await runLoad<'slow-client'>(
      {
        kind: 'slow-client',
        ...{ pids, chargePointUrl, mqttPort, mqttWebSocketUrl, chargePoints, csmsLogin },
        ...{ bad, subscribers, messages, perSecond, payloadBytes, patienceMs, mqttVersion: mqttVersions[0] ?? 5 },
        timeMaxMs: 30_000 + (messages / perSecond) * 2000,
      },
      surroundings,
    );
    return figuresOf(result);
  } finally {
    await running.close();
  }
}

/** What the table shows of a run; a broker that loses messages of QoS 1 on the way shows it under "missing". */
export function figuresOf(result: SlowClientResult): Figures {
  const { latencyMs, expected, delivered, peakResidentBytes, serverCpuMicroseconds, isBadClientCut } = result;
  return {
    worstMs: latencyMs.max,
    loadLagMs: result.loadLagMs,
    p99Ms: latencyMs.p99,
    p50Ms: latencyMs.p50,
    missing: expected - delivered,
    peakMegabytes: peakResidentBytes === undefined ? undefined : peakResidentBytes / 1_000_000,
    cpuMicroseconds: serverCpuMicroseconds === undefined ? undefined : serverCpuMicroseconds / Math.max(1, delivered),
    cut: isBadClientCut ? 1 : 0,
    delivered,
  };
}
