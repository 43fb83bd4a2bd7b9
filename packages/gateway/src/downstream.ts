// MQTT → charge point: one wildcard subscription, and a map from identity to connection, so that a message for a charge
// point that is not here is answered instead of lost.

import {
  type Call,
  type CallError,
  type CallOrigin,
  type DownstreamMessage,
  type ErrorCode,
  type OcppVersion,
  type RefusalReason,
  type ReplyTo,
  refusal,
} from '@ocpp-broker/ocpp';
import type { SettledCall } from './call-outcome.ts';
import type { Connection } from './connection.ts';
import { type DecodedEnvelope, decodeEnvelope, encodeEnvelope } from './envelope.ts';
import type { WaitingCall } from './offline-queue.ts';
import type { OfflineOptions } from './options.ts';
import type { Bus, BusDelivery, Clock, Logger, WaitingCallStore } from './ports.ts';
import { replyMessage } from './publisher.ts';
import { type OriginOfDelivery, originOf } from './reply-topic.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Topics } from './topics.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** What may be set while messages flow. */
export type DownstreamOptions = {
  readonly topics: Topics;
  readonly offline: OfflineOptions;
  /** CALLs that may wait for one charge point that is away. */
  readonly callQueueMax: number;
};

/** What the dispatch is made of. */
export type DownstreamParts = {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: SessionRegistry<Connection>;
  readonly options: DownstreamOptions;
  /** The version that an absent identity is taken to speak: it decides the spelling of error codes. */
  readonly versionOf: (identity: string) => OcppVersion;
  /** Without it, CALLs that wait do not outlive the process. */
  readonly waitingCalls?: WaitingCallStore | undefined;
  /** Called with what became of the CALL of a caller inside the process. */
  readonly onSettled: (caller: number, settled: SettledCall) => void;
  /** Called with what was told of each message that came to nothing. */
  readonly onRefused?: ((refused: RefusedMessage) => void) | undefined;
};

/** What was told of a message that came to nothing, and why it did. */
export type RefusedMessage = {
  readonly identity: string;
  readonly version: OcppVersion;
  readonly message: CallError;
  readonly action: string | undefined;
  readonly reason: RefusalReason;
  readonly origin: CallOrigin;
};

/** A message of the MQTT side that came to nothing. */
type Refused = {
  readonly uniqueId: string;
  readonly action?: string | undefined;
  readonly reason: RefusalReason;
  readonly description: string;
  readonly errorCode?: ErrorCode;
  readonly origin?: CallOrigin;
};

/** Takes the MQTT side's messages to the charge points. */
export class Downstream {
  readonly #parts: DownstreamParts;
  readonly #waiting: WaitingCalls;
  #options: DownstreamOptions;
  #filter: string | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;

  constructor(parts: DownstreamParts) {
    const { clock, options, waitingCalls } = parts;
    this.#parts = parts;
    this.#options = options;
    this.#waiting = new WaitingCalls(clock, waitingCalls, (call) => {
      this.#fail(call, 'expired', 'the charge point did not come in time');
    });
  }

  /** Takes up the CALLs that waited when the process last stopped, and subscribes to every charge point's topic. */
  async start(): Promise<void> {
    this.#waiting.restore();
    this.#applyPolicy();
    await this.#subscribe();
  }

  /** Puts options in force; the new topic is subscribed before the old one is let go. */
  async reconfigure(options: DownstreamOptions): Promise<void> {
    this.#options = options;
    this.#applyPolicy();
    await this.#subscribe();
  }

  /** Takes the CALL of a caller inside the process. */
  send(identity: string, call: Call, origin: CallOrigin): void {
    this.#hand(identity, this.#connectionOf(identity), call, origin);
  }

  /** CALLs that wait for all identities that are away. */
  get waitingInAll(): number {
    return this.#waiting.size;
  }

  /** CALLs that wait for an identity that is away. */
  waiting(identity: string): number {
    return this.#waiting.count(identity);
  }

  /** Sends a charge point that came what waited for it; what is left when its socket closes in the midst waits on. */
  deliverWaiting(connection: Connection): void {
    const { identity } = connection.peer;
    for (const { call, origin, expiresAt } of this.#waiting.take(identity)) {
      if (connection.isOpen) connection.receiveDownstream(call, { ...origin, expiresAt });
      else this.#absent(identity, call, { ...origin, expiresAt });
    }
  }

  /** Lets the CALLs of a lost connection wait for the next one, where the policy says so. */
  keep(connection: Connection): void {
    if (this.#options.offline.policy !== 'queue') return;
    for (const { call, origin } of connection.takeQueued()) this.#absent(connection.peer.identity, call, origin);
  }

  /** Unsubscribes; what still waits is kept for the next start, or fails where nothing is kept. */
  async stop(): Promise<void> {
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = undefined;
    this.#filter = undefined;
    try {
      await unsubscribe?.();
    } finally {
      if (this.#parts.waitingCalls === undefined) this.#failWaiting('the broker stopped before the charge point came');
      this.#waiting.stop();
    }
  }

  async #subscribe(): Promise<void> {
    const { downstreamFilter } = this.#options.topics;
    if (this.#filter === downstreamFilter) return;
    const previous = this.#unsubscribe;
    this.#unsubscribe = await this.#parts.bus.subscribe(downstreamFilter, this.#deliver);
    this.#filter = downstreamFilter;
    await previous?.();
  }

  readonly #deliver = (delivery: BusDelivery): void => {
    const { topics } = this.#options;
    const identity = topics.identityOf(delivery.topic);
    const decoded = decodeEnvelope(delivery.payload);
    const asked = originOf(delivery, topics, this.#parts.clock.now());
    const origin = asked.ok ? asked.origin : {};
    if (identity === undefined) {
      this.#refuseTopic(delivery.topic, decoded.ok ? decoded.message.uniqueId : decoded.uniqueId, origin);
      return;
    }
    const connection = this.#connectionOf(identity);
    if (decoded.ok && asked.ok) {
      this.#hand(identity, connection, decoded.message, origin);
      return;
    }
    const { uniqueId, reason, description } = problemOf(decoded, asked);
    if (connection !== undefined) connection.refuseDownstream(uniqueId, reason, description, origin);
    else this.#refuse(identity, { uniqueId, reason, description, errorCode: 'FormatViolation', origin });
  };

  #hand(identity: string, connection: Connection | undefined, message: DownstreamMessage, origin: CallOrigin): void {
    if (connection === undefined) this.#absent(identity, message, origin);
    else connection.receiveDownstream(message, origin);
  }

  /** A socket that is being closed takes nothing any more; what waited for it goes before what comes now. */
  #connectionOf(identity: string): Connection | undefined {
    const connection = this.#parts.registry.get(identity);
    if (connection === undefined || connection.isOpen) return connection;
    this.keep(connection);
    return undefined;
  }

  #refuseTopic(topic: string, uniqueId: string, origin: CallOrigin): void {
    const level = this.#options.topics.levelOf(topic);
    if (level === undefined) {
      this.#parts.log.debug({ topic: topic.slice(0, 120) }, 'a downstream topic names no charge point');
      return;
    }
    const description = 'the topic is not how the topic of a charge point is written';
    this.#refuse(level, { uniqueId, reason: 'not_connected', description, origin });
  }

  #absent(identity: string, message: DownstreamMessage, origin: CallOrigin): void {
    const { offline, callQueueMax } = this.#options;
    const { uniqueId } = message;
    // Whoever waits for an answer is told at once; whoever asks for it later can wait as those on the MQTT side do.
    const isWaitedFor = origin.caller?.waitsUntil !== undefined;
    if (message.kind !== 'Call' || offline.policy === 'fail' || isWaitedFor) {
      const action = 'action' in message ? message.action : undefined;
      const description = 'the charge point is not connected';
      this.#refuse(identity, { uniqueId, action, reason: 'not_connected', description, origin });
      return;
    }
    const { action } = message;
    const expiresAt = Math.min(this.#parts.clock.now() + offline.ttlMs, origin.expiresAt ?? Number.POSITIVE_INFINITY);
    const refused = this.#waiting.add({ identity, call: message, origin, expiresAt }, callQueueMax);
    if (refused === 'full') {
      const description = 'as many CALLs as may wait for an absent charge point wait already';
      this.#refuse(identity, { uniqueId, action, reason: 'queue_full', description, origin });
    } else if (refused === 'duplicate') {
      const description = 'a CALL with this UniqueId waits already';
      const reason = 'duplicate_unique_id';
      this.#refuse(identity, { uniqueId, action, reason, description, errorCode: 'RpcFrameworkError', origin });
    }
  }

  #refuse(identity: string, refused: Refused): void {
    const { uniqueId, action, reason, description, errorCode = 'GenericError', origin = {} } = refused;
    const version = this.#parts.versionOf(identity);
    const message = refusal(uniqueId, reason, errorCode, description, version);
    this.#parts.onRefused?.({ identity, version, message, action, reason, origin });
    this.#parts.log.info(
      { identity, reason, action: action?.slice(0, 64) },
      `a downstream message was not delivered: ${description}`,
    );
    const { caller, replyTo } = origin;
    if (caller === undefined) this.#publishRefusal(identity, version, message, action, replyTo);
    else this.#parts.onSettled(caller.id, { message, end: { action: action ?? '', outcome: reason, sentAt: null } });
  }

  #publishRefusal(
    identity: string,
    version: OcppVersion,
    message: CallError,
    action: string | undefined,
    replyTo: ReplyTo | undefined,
  ): void {
    const { bus, log } = this.#parts;
    const topics = this.#options.topics.of({ identity, username: '', version });
    const topic = topics.topicOf({ channel: 'error', message, action });
    const payload = encodeEnvelope(message, action);
    const done = (error?: Error) => {
      if (error) log.error({ err: error, identity }, 'an error for the MQTT side could not be published');
    };
    bus.publish({ topic, payload, qos: 2, retain: false }, done);
    if (replyTo !== undefined) bus.publish(replyMessage(replyTo, payload), done);
  }

  #applyPolicy(): void {
    if (this.#options.offline.policy === 'queue') return;
    this.#failWaiting('the broker no longer keeps CALLs for absent charge points');
  }

  #failWaiting(description: string): void {
    for (const call of this.#waiting.drain()) this.#fail(call, 'not_connected', description);
  }

  #fail({ identity, call, origin }: WaitingCall, reason: RefusalReason, description: string): void {
    this.#refuse(identity, { uniqueId: call.uniqueId, action: call.action, reason, description, origin });
  }
}

/** What is wrong with a message of which something is: what it says goes before how it asks to be answered. */
function problemOf(
  decoded: DecodedEnvelope,
  asked: OriginOfDelivery,
): Pick<Refused, 'uniqueId' | 'reason' | 'description'> {
  if (!decoded.ok) return decoded;
  const { uniqueId } = decoded.message;
  return { uniqueId, reason: 'not_allowed', description: asked.ok ? '' : asked.description };
}
