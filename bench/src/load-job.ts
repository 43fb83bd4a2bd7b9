import type { ChargePointAccount, Login } from './candidate.ts';
import type { MqttVersion } from './mqtt-wire.ts';
import type { Quantiles } from './statistics.ts';

/** Where the load goes, and whose CPU time and memory are read while it lasts. */
export type LoadTarget = {
  readonly chargePointUrl: string;
  readonly mqttPort: number;
  readonly chargePoints: readonly ChargePointAccount[];
  readonly csmsLogin: Login | undefined;
  readonly pids: readonly number[];
};

/** Every charge point sends a CALL, waits for its CALLRESULT, and sends the next. */
export type RoundTripJob = LoadTarget & {
  readonly kind: 'round-trip';
  readonly qos: 0 | 1;
  readonly mqttVersion: MqttVersion;
  /** Round trips before anything is measured. */
  readonly warmUp: number;
  readonly measured: number;
  /** Without one answer for so long, something was lost. */
  readonly standstillMs: number;
  readonly timeMaxMs: number;
};

/** Every charge point connects, and then rests. */
export type ConnectJob = LoadTarget & {
  readonly kind: 'connect';
  /** Handshakes under way at the same time. */
  readonly atOnce: number;
  readonly restMs: number;
  readonly timeMaxMs: number;
};

/** What the bad client of a load does; `none` is there to compare with. */
export type BadClientKind =
  | 'none'
  | 'frozen-qos-0'
  | 'frozen-qos-1'
  | 'slow-reader'
  | 'slow-websocket'
  | 'flood'
  | 'unfinished-connect';

/** One client publishes at a steady pace to several that read, while another one misbehaves. */
export type SlowClientJob = LoadTarget & {
  readonly kind: 'slow-client';
  readonly bad: BadClientKind;
  /** Undefined: the candidate has no MQTT over WebSocket. */
  readonly mqttWebSocketUrl: string | undefined;
  readonly mqttVersion: MqttVersion;
  readonly subscribers: number;
  readonly messages: number;
  readonly perSecond: number;
  readonly payloadBytes: number;
  /** A message that has not come so long after the last was sent is missing. */
  readonly patienceMs: number;
  readonly timeMaxMs: number;
};

/** One thing for a load generator to do. */
export type LoadJob = RoundTripJob | ConnectJob | SlowClientJob;

/** What round trips were counted; `measuredSeconds` and the CPU times are those of the measured ones alone. */
export type RoundTripResult = {
  readonly kind: 'round-trip';
  readonly chargePoints: number;
  readonly sent: number;
  readonly answered: number;
  /** Messages that nobody asked for, or that are not what was asked for. */
  readonly strange: number;
  readonly measured: number;
  readonly measuredSeconds: number;
  /** Undefined where the system does not tell. */
  readonly serverCpuMicroseconds: number | undefined;
  readonly loadCpuMicroseconds: number;
  readonly latencyMs: Quantiles;
  readonly serverResidentBytes: number | undefined;
};

/** What became of a crowd. */
export type ConnectResult = {
  readonly kind: 'connect';
  readonly connected: number;
  readonly failed: number;
  readonly seconds: number;
  readonly serverCpuMicroseconds: number | undefined;
  readonly loadCpuMicroseconds: number;
  readonly handshakeMs: Quantiles;
  /** Memory before the first connected. */
  readonly residentBytesBefore: number | undefined;
  /** The least while they rested. */
  readonly residentBytesResting: number | undefined;
};

/** What became of the messages for the clients that behave. */
export type SlowClientResult = {
  readonly kind: 'slow-client';
  /** One for each message and subscriber. */
  readonly expected: number;
  readonly delivered: number;
  /** From the publish to the subscriber; one that is missing counts as long as it was waited for. */
  readonly latencyMs: Quantiles;
  /** The most that was seen, from before the bad client came until after the last message. */
  readonly peakResidentBytes: number | undefined;
  readonly serverCpuMicroseconds: number | undefined;
  /** The longest that the load generator itself kept anything waiting; a worst latency below it says nothing of the broker. */
  readonly loadLagMs: number;
  /** The broker ended the bad client's connection. */
  readonly isBadClientCut: boolean;
};

/** What a load generator hands back. */
export type LoadResult = RoundTripResult | ConnectResult | SlowClientResult;
