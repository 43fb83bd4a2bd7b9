import {
  encodePuback,
  encodePubcomp,
  encodePubrec,
  encodePubrel,
  type Message,
  type PublishPacket,
  reasonCode,
  type SubscriptionTree,
} from '@ocpp-broker/mqtt';
import type { Connection } from '../clients/connection.ts';
import { isSystemTopic } from '../clients/system-topic.ts';
import type { BrokerContext } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import type { Published, Publishing, Subscriber } from './publishing.ts';

/** What clients publish, and the acknowledgements of QoS 1 and 2 in both directions (MQTT 5 §4.3). */
export class Inbound {
  readonly #context: BrokerContext;
  readonly #tree: SubscriptionTree<Subscriber>;
  readonly #publishing: Publishing;

  constructor(context: BrokerContext, tree: SubscriptionTree<Subscriber>, publishing: Publishing) {
    this.#context = context;
    this.#tree = tree;
    this.#publishing = publishing;
  }

  /** `done` is called once: the client's next packets may be read. */
  publish(connection: Connection, session: Session, packet: PublishPacket, done: () => void): void {
    const topic = resolveAlias(connection, packet, this.#context.options.limits.topicAliasMaximum);
    if (topic === undefined) {
      connection.refusePacket('publish', 'topic alias unknown or too large', reasonCode.topicAliasInvalid);
      done();
      return;
    }
    connection.receivedMessages += 1;
    this.#context.totals.receivedMessages += 1;
    if (packet.qos === 2 && session.awaitingRel.has(packet.messageId)) {
      // It came again: everything is stored, or about to be.
      this.#answer(connection, packet, reasonCode.success, done);
      return;
    }
    if (!this.#isAllowed(connection, packet, topic)) {
      this.#refuse(connection, packet, topic, done);
      return;
    }
    if (packet.qos === 2 && !this.#admit(connection, session, packet.messageId)) {
      done();
      return;
    }
    const message = this.#messageOf(connection, packet, topic);
    this.#publishing.publish(message, (published) => this.#published(connection, session, packet, published, done));
  }

  pubrel(connection: Connection, session: Session, messageId: number): void {
    const isKnown = session.awaitingRel.delete(messageId);
    if (isKnown && session.isStored) this.#context.store.deleteInbound(session.clientId, messageId);
    this.#context.store.afterCommit((error) => {
      if (error !== undefined) connection.fail(error);
      else connection.send(encodePubcomp(messageId, this.#codeFor(connection, isKnown)));
    });
  }

  puback(session: Session, messageId: number): void {
    session.outlet?.puback(messageId);
  }

  pubrec(connection: Connection, session: Session, messageId: number, code: number): void {
    const isKnown = session.outlet?.pubrec(messageId, code >= reasonCode.unspecifiedError) === true;
    // The client must be freed of an exchange that nobody remembers here.
    if (!isKnown && code < reasonCode.unspecifiedError) {
      connection.send(encodePubrel(messageId, this.#codeFor(connection, false)));
    }
  }

  pubcomp(session: Session, messageId: number): void {
    session.outlet?.pubcomp(messageId);
  }

  #codeFor({ version }: Connection, isKnown: boolean): number {
    return isKnown || version !== 5 ? reasonCode.success : reasonCode.packetIdentifierNotFound;
  }

  #isAllowed({ identity }: Connection, { qos, retain, properties }: PublishPacket, topic: string): boolean {
    const { topicGuard } = this.#context;
    if (identity === undefined || isSystemTopic(topic)) return false;
    if (!topicGuard.mayPublish(identity, topic, qos, retain)) return false;
    const responseTopic = properties?.responseTopic;
    if (responseTopic === undefined || !this.#isForProcess(topic)) return true;
    // The process will publish there because of this client, and has more rights than it.
    return !isSystemTopic(responseTopic) && topicGuard.mayPublish(identity, responseTopic, 0, false);
  }

  #isForProcess(topic: string): boolean {
    return this.#tree.match(topic).recipients.some(({ subscriber }) => subscriber.kind === 'internal');
  }

  /** False: the client has too many publishes that it has not released, and is told so (MQTT-3.3.4-9). */
  #admit(connection: Connection, session: Session, messageId: number): boolean {
    const { receiveMaximum, awaitingRelMax } = this.#context.options.limits;
    if (session.awaitingRel.size >= Math.min(receiveMaximum, awaitingRelMax)) {
      const { clientId } = connection;
      const unfinished = session.awaitingRel.size;
      this.#context.log.warn({ clientId, unfinished }, 'too many unfinished publishes');
      this.#context.report({ kind: 'client-cut', clientId, reason: 'too-many-unfinished-publishes' });
      connection.disconnect(reasonCode.receiveMaximumExceeded, 'too many unfinished publishes of QoS 2');
      return false;
    }
    session.awaitingRel.add(messageId);
    if (session.isStored) this.#context.store.putInbound(session.clientId, messageId);
    return true;
  }

  #messageOf({ clientId }: Connection, packet: PublishPacket, topic: string): Message {
    const { payload, qos, retain, properties, expirySeconds } = packet;
    const expiresAt = expirySeconds === undefined ? undefined : this.#context.now() + expirySeconds * 1000;
    return { topic, payload, qos, retain, properties, expiresAt, from: clientId };
  }

  #published(
    connection: Connection,
    session: Session,
    packet: PublishPacket,
    { error, isWanted }: Published,
    done: () => void,
  ): void {
    if (error !== undefined) {
      // The client is not told that it is safe, so it sends it again when it is back.
      session.awaitingRel.delete(packet.messageId);
      connection.fail(error);
      done();
      return;
    }
    const code = isWanted || connection.version !== 5 ? reasonCode.success : reasonCode.noMatchingSubscribers;
    this.#answer(connection, packet, code, done);
  }

  #answer(connection: Connection, { qos, messageId }: PublishPacket, code: number, done: () => void): void {
    if (qos === 1) connection.send(encodePuback(messageId, code));
    if (qos === 2) {
      this.#context.store.afterCommit((error) => {
        if (error === undefined) connection.send(encodePubrec(messageId, code));
      });
    }
    connection.whenWritable(done);
  }

  /**
   * MQTT 5 is told 0x87 "not authorized" in PUBACK or PUBREC. A publish of QoS 0 has no answer, and MQTT 3 has no way
   * to say no but to close (MQTT 3.1.1 §3.3.5), unless the operator wants it to be dropped without a word.
   */
  #refuse(connection: Connection, packet: PublishPacket, topic: string, done: () => void): void {
    const { clientId, identity, version } = connection;
    this.#context.log.warn({ clientId, username: identity?.username, topic }, 'publish refused');
    this.#context.report({ kind: 'publish-refused', clientId });
    const isTold = version === 5 && packet.qos > 0;
    if (!isTold && this.#context.options.denyAction === 'disconnect') {
      connection.disconnect(reasonCode.notAuthorized, `not allowed to publish to ${topic}`);
    } else if (packet.qos === 2) {
      // Without an entry among those that wait, its PUBREL is answered as unknown.
      connection.send(encodePubrec(packet.messageId, isTold ? reasonCode.notAuthorized : 0));
    } else if (packet.qos === 1) {
      connection.send(encodePuback(packet.messageId, isTold ? reasonCode.notAuthorized : 0));
    }
    done();
  }
}

/** The topic of a publish; undefined when its alias stands for none or is too large (MQTT-3.3.2-8 to -12). */
function resolveAlias(
  connection: Connection,
  { topic, topicAlias }: PublishPacket,
  aliasMax: number,
): string | undefined {
  if (topicAlias === undefined) return topic;
  if (topicAlias > aliasMax) return undefined;
  if (topic === '') return connection.topicAliases.get(topicAlias);
  connection.topicAliases.set(topicAlias, topic);
  return topic;
}
