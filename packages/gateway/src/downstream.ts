// MQTT → charge point: one wildcard subscription, and a map from identity to connection, so that a message for a charge
// point that is not here is answered instead of lost.

import {
  type Call,
  type DownstreamMessage,
  type ErrorCode,
  type OcppVersion,
  type RefusalReason,
  refusal,
} from '@ocpp-broker/ocpp';
import { Alarm } from './alarm.ts';
import type { Connection } from './connection.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';
import { OfflineQueue, type WaitingCall } from './offline-queue.ts';
import type { OfflineOptions } from './options.ts';
import type { Bus, BusDelivery, Clock, Logger } from './ports.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Topics } from './topics.ts';

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
};

/** Takes the MQTT side's messages to the charge points. */
export class Downstream {
  readonly #parts: DownstreamParts;
  readonly #offline = new OfflineQueue();
  readonly #alarm: Alarm;
  #options: DownstreamOptions;
  #filter: string | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;

  constructor(parts: DownstreamParts) {
    this.#parts = parts;
    this.#options = parts.options;
    this.#alarm = new Alarm(parts.clock, () => this.#expire());
  }

  /** Subscribes to every charge point's topic. */
  async start(): Promise<void> {
    await this.#subscribe();
  }

  /** Puts options in force; the new topic is subscribed before the old one is let go. */
  async reconfigure(options: DownstreamOptions): Promise<void> {
    this.#options = options;
    if (options.offline.policy === 'fail')
      this.#failWaiting('the broker no longer keeps CALLs for absent charge points');
    await this.#subscribe();
  }

  /** CALLs that wait for an identity that is away. */
  waiting(identity: string): number {
    return this.#offline.count(identity);
  }

  /** Sends a charge point that came what waited for it. */
  deliverWaiting(connection: Connection): void {
    for (const { call } of this.#offline.take(connection.peer.identity)) connection.receiveDownstream(call);
  }

  /** Lets the CALLs of a lost connection wait for the next one, where the policy says so. */
  keep(connection: Connection): void {
    if (this.#options.offline.policy !== 'queue') return;
    for (const call of connection.takeQueued()) this.#absent(connection.peer.identity, call);
  }

  /** Unsubscribes and fails what still waits. */
  async stop(): Promise<void> {
    this.#alarm.stop();
    this.#failWaiting('the broker stopped before the charge point came');
    await this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#filter = undefined;
  }

  async #subscribe(): Promise<void> {
    const { downstreamFilter } = this.#options.topics;
    if (this.#filter === downstreamFilter) return;
    const previous = this.#unsubscribe;
    this.#unsubscribe = await this.#parts.bus.subscribe(downstreamFilter, this.#deliver);
    this.#filter = downstreamFilter;
    await previous?.();
  }

  readonly #deliver = ({ topic, payload }: BusDelivery): void => {
    const identity = this.#options.topics.identityOf(topic);
    if (identity === undefined) {
      this.#refuseTopic(topic, payload);
      return;
    }
    const connection = this.#connectionOf(identity);
    const decoded = decodeEnvelope(payload);
    if (connection === undefined) {
      if (decoded.ok) this.#absent(identity, decoded.message);
      else this.#refuse(identity, decoded.uniqueId, undefined, decoded.reason, decoded.description, 'FormatViolation');
    } else if (decoded.ok) connection.receiveDownstream(decoded.message);
    else connection.refuseDownstream(decoded.uniqueId, decoded.reason, decoded.description);
  };

  /** A socket that is being closed takes nothing any more; what waited for it goes before what comes now. */
  #connectionOf(identity: string): Connection | undefined {
    const connection = this.#parts.registry.get(identity);
    if (connection === undefined || connection.isOpen) return connection;
    this.keep(connection);
    return undefined;
  }

  #refuseTopic(topic: string, payload: Buffer): void {
    const level = this.#options.topics.levelOf(topic);
    if (level === undefined) {
      this.#parts.log.debug({ topic: topic.slice(0, 120) }, 'a downstream topic names no charge point');
      return;
    }
    const decoded = decodeEnvelope(payload);
    const uniqueId = decoded.ok ? decoded.message.uniqueId : decoded.uniqueId;
    this.#refuse(
      level,
      uniqueId,
      undefined,
      'not_connected',
      'the topic is not how the topic of a charge point is written',
    );
  }

  #absent(identity: string, message: DownstreamMessage): void {
    const { offline, callQueueMax } = this.#options;
    const { uniqueId } = message;
    if (message.kind !== 'Call' || offline.policy === 'fail') {
      const action = message.kind === 'Call' ? message.action : undefined;
      this.#refuse(identity, uniqueId, action, 'not_connected', 'the charge point is not connected');
      return;
    }
    const now = this.#parts.clock.now();
    const expiresAt = now + offline.ttlMs;
    const refused = this.#offline.push({ identity, call: message, expiresAt }, callQueueMax);
    if (refused === 'full') {
      const text = 'as many CALLs as may wait for an absent charge point wait already';
      this.#refuse(identity, uniqueId, message.action, 'queue_full', text);
    } else if (refused === 'duplicate') {
      const text = 'a CALL with this UniqueId waits already';
      this.#refuse(identity, uniqueId, message.action, 'duplicate_unique_id', text, 'RpcFrameworkError');
    } else this.#alarm.ringBy(expiresAt, now);
  }

  #refuse(
    identity: string,
    uniqueId: string,
    action: Call['action'] | undefined,
    reason: RefusalReason,
    description: string,
    errorCode: ErrorCode = 'GenericError',
  ): void {
    const { bus, log, versionOf } = this.#parts;
    const version = versionOf(identity);
    const message = refusal(uniqueId, reason, errorCode, description, version);
    const topics = this.#options.topics.of({ identity, username: '', version });
    const topic = topics.topicOf({ channel: 'error', message, action });
    bus.publish({ topic, payload: encodeEnvelope(message, action), qos: 2, retain: false }, (error) => {
      if (error) log.error({ err: error, identity }, 'an error for the MQTT side could not be published');
    });
    log.info({ identity, reason, action }, `a downstream message was not delivered: ${description}`);
  }

  #expire(): void {
    const now = this.#parts.clock.now();
    for (const { identity, call } of this.#offline.expire(now)) {
      this.#refuse(identity, call.uniqueId, call.action, 'expired', 'the charge point did not come in time');
    }
    this.#alarm.ringBy(this.#offline.nextExpiryAt(), now);
  }

  #failWaiting(description: string): void {
    for (const { identity, call } of this.#offline.drain() satisfies readonly WaitingCall[]) {
      this.#refuse(identity, call.uniqueId, call.action, 'not_connected', description);
    }
  }
}
