// What is counted of the gateway. Labels come from lists that the code or the schemas hold, and name nobody.

import type { Registry } from 'prom-client';
import type { PartialObserver } from './observers.ts';
import { SeriesCounter } from './series-counter.ts';
import { SeriesHistogram } from './series-histogram.ts';

/** From a fast answer in the same rack to a charge point on a bad line. */
const callBucketsS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const publishBucketsS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const connectionBucketsS = [1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400];

/** The close codes of RFC 6455 §7.4.1 and of its registry: a peer can send any number. */
const knownCloseCodes: ReadonlySet<number> = new Set([
  ...[1000, 1001, 1002, 1003, 1005, 1006, 1007],
  ...[1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015],
]);

/** Registers the figures of charge points, and counts them. */
export function gatewayMetrics(registry: Registry): PartialObserver {
  const counter = <const Labels extends readonly string[]>(name: string, help: string, labelNames: Labels) =>
    new SeriesCounter({ registry, name: `ocpp_broker_${name}`, help, labelNames });
  const histogram = (name: string, help: string, labelNames: readonly string[], buckets: readonly number[]) =>
    new SeriesHistogram({ registry, name: `ocpp_broker_${name}`, help, labelNames, buckets });

  const handshakes = counter('handshakes_total', 'Handshakes of charge points by what became of them.', [
    'outcome',
    'version',
  ]);
  const connections = counter('charge_point_connections_total', 'Connections of charge points that were made.', [
    'version',
  ]);
  const disconnections = counter('charge_point_disconnections_total', 'Connections that ended, by WebSocket code.', [
    'code',
  ]);
  const lifetimes = histogram(
    'charge_point_connection_duration_seconds',
    'How long connections of charge points lasted.',
    [],
    connectionBucketsS,
  ).series();
  const frames = counter('frames_total', 'Frames by direction, message type and action.', [
    'direction',
    'type',
    'action',
  ]);
  const frameBytes = counter('frame_bytes_total', 'Bytes of frames.', ['direction']);
  const calls = counter('calls_total', 'CALLs that ended, by who made them, action and outcome.', [
    'by',
    'action',
    'outcome',
  ]);
  const callTimes = histogram(
    'call_duration_seconds',
    'From a CALL, sent to a charge point or come from one, to its answer.',
    ['by'],
    callBucketsS,
  );
  const publishTimes = histogram(
    'publish_duration_seconds',
    'From a message of a charge point to the moment when MQTT has taken it.',
    [],
    publishBucketsS,
  ).series();
  const reports = counter('reports_total', 'What was refused, dropped, or let through although it is wrong.', [
    'code',
    'direction',
  ]);
  const callTimesBy = {
    'charge-point': callTimes.series('charge-point'),
    csms: callTimes.series('csms'),
    api: callTimes.series('api'),
  };
  return {
    handshake: (outcome, version) => handshakes.add([outcome, version ?? 'none']),
    connected: ({ version }) => connections.add([version]),
    disconnected: (_peer, { code, durationMs }) => {
      disconnections.add([knownCloseCodes.has(code) ? String(code) : 'other']);
      lifetimes.observe(durationMs / 1_000);
    },
    frame: (direction, type, action, bytes) => {
      frames.add([direction, frameTypes.get(type) ?? 'malformed', action ?? 'none']);
      frameBytes.add([direction], bytes);
    },
    callEnded: (by, action, outcome, latencyMs) => {
      calls.add([by, action, outcome]);
      if (latencyMs !== null) callTimesBy[by].observe(latencyMs / 1_000);
    },
    published: (latencyMs) => publishTimes.observe(latencyMs / 1_000),
    reported: (code, direction) => reports.add([code, direction]),
  };
}

const frameTypes: ReadonlyMap<number | null, string> = new Map([
  [2, 'call'],
  [3, 'result'],
  [4, 'error'],
  [5, 'result_error'],
  [6, 'send'],
]);
