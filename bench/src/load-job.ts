import type { BadClientKind } from './bad-client-kind.ts';
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

/** How much a load does that has one thing under way in each of its lanes. */
export type LoopTerms = {
  /** Things before anything is measured. */
  readonly warmUp: number;
  readonly measured: number;
  /** Without one answer for so long, something was lost. */
  readonly standstillMs: number;
  readonly timeMaxMs: number;
};

/** How the CSMS of a load subscribes and publishes. */
export type CsmsTerms = { readonly qos: 0 | 1; readonly mqttVersion: MqttVersion };

/** Every charge point sends a CALL, waits for its CALLRESULT, and sends the next. */
export type RoundTripJob = LoadTarget & LoopTerms & CsmsTerms & { readonly kind: 'round-trip' };

/** The CSMS sends every charge point a CALL, waits for its CALLRESULT, and sends the next: over MQTT, or over HTTP where `api` is given. */
export type CommandJob = LoadTarget &
  LoopTerms &
  CsmsTerms & {
    readonly kind: 'command';
    /** Where the calls are posted, and the key and secret of whoever does. */
    readonly api: { readonly url: string; readonly key: Login } | undefined;
  };

/** Round trips of which every CALL goes to several subscribers; the first of them answers. */
export type FloodJob = LoadTarget &
  LoopTerms &
  CsmsTerms & {
    readonly kind: 'flood';
    readonly subscribers: number;
    /** One more subscriber takes nothing any more. */
    readonly withFrozen: boolean;
    /** A message that has not come so long after the last CALLRESULT is missing. */
    readonly patienceMs: number;
  };

/** Every charge point connects, and then rests. */
export type CrowdJob = LoadTarget & {
  readonly kind: 'crowd';
  /** Handshakes under way at the same time. */
  readonly atOnce: number;
  readonly restMs: number;
  /** How long after one Heartbeat a charge point that rests sends the next. */
  readonly beatMs: number;
  readonly timeMaxMs: number;
};

/** Messages of QoS 1 for sessions that outlive their connections. */
export type DurableJob = LoadTarget & {
  readonly kind: 'durable';
  /** `on-line`: handed over as they come; `queue`: while the clients are away, and left there; `drain`: what was left; `off-line`: both. */
  readonly phase: 'on-line' | 'queue' | 'drain' | 'off-line';
  readonly mqttVersion: MqttVersion;
  readonly sessions: number;
  readonly messages: number;
  readonly standstillMs: number;
  readonly timeMaxMs: number;
};

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
export type LoadJob = RoundTripJob | CommandJob | FloodJob | CrowdJob | DurableJob | SlowClientJob;

/** What was counted; `measuredSeconds` and the CPU times are those of the measured things alone. */
export type LoopResult = {
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

/** What became of round trips. */
export type RoundTripResult = LoopResult & { readonly kind: 'round-trip' };

/** What became of commands. */
export type CommandResult = LoopResult & { readonly kind: 'command' };

/** What became of a flood. */
export type FloodResult = LoopResult & {
  readonly kind: 'flood';
  /** One for each CALL and each subscriber that reads. */
  readonly expected: number;
  readonly delivered: number;
  /** From the charge point's frame to a subscriber that reads, of the CALLs that were measured. */
  readonly deliveryMs: Quantiles;
};

/** What became of a crowd. */
export type CrowdResult = {
  readonly kind: 'crowd';
  readonly connected: number;
  /** Handshakes that failed, and why the first of them did. */
  readonly failures: { readonly count: number; readonly first: string | undefined };
  /** Charge points whose connection the server ended. */
  readonly lost: number;
  readonly seconds: number;
  readonly serverCpuMicroseconds: number | undefined;
  readonly loadCpuMicroseconds: number;
  readonly handshakeMs: Quantiles;
  /** Memory before the first connected. */
  readonly residentBytesBefore: number | undefined;
  /** The least while they rested. */
  readonly residentBytesResting: number | undefined;
  readonly restSeconds: number;
  readonly restCpuMicroseconds: number | undefined;
  readonly beats: number;
  readonly beatsAnswered: number;
};

/** What one half of a durable load took: from the first publish to the last acknowledgement or delivery. */
export type DurableHalf = { readonly seconds: number; readonly serverCpuMicroseconds: number | undefined };

/** What became of durable messages. */
export type DurableResult = {
  readonly kind: 'durable';
  /** One for each message and session. */
  readonly expected: number;
  readonly delivered: number;
  /** Messages that came twice, or out of their order. */
  readonly strange: number;
  /** Undefined in phase `drain`. */
  readonly published: DurableHalf | undefined;
  /** Undefined where nothing was left to drain. */
  readonly drained: DurableHalf | undefined;
  /** From the publish to the last session; undefined for what was away. */
  readonly latencyMs: Quantiles | undefined;
  readonly loadBusyPercent: number;
  readonly serverResidentBytes: number | undefined;
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
export type LoadResult = RoundTripResult | CommandResult | FloodResult | CrowdResult | DurableResult | SlowClientResult;
