import {
  encodeSuback,
  encodeUnsuback,
  isTopicFilter,
  parseShared,
  type RequestedSubscription,
  reasonCode,
  type SubscribePacket,
  type SubscriptionTree,
  type UnsubscribePacket,
} from '@ocpp-broker/mqtt';
import type { Connection } from '../clients/connection.ts';
import type { BrokerContext } from '../context.ts';
import type { Subscriber } from '../messages/publishing.ts';
import type { RetainedMessages } from '../messages/retained-messages.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** SUBSCRIBE and UNSUBSCRIBE of clients (MQTT 5 §3.8, §3.10). */
export class Subscribing {
  readonly #context: BrokerContext;
  readonly #tree: SubscriptionTree<Subscriber>;
  readonly #sessions: Sessions;
  readonly #retained: RetainedMessages;

  constructor(
    context: BrokerContext,
    tree: SubscriptionTree<Subscriber>,
    sessions: Sessions,
    retained: RetainedMessages,
  ) {
    this.#context = context;
    this.#tree = tree;
    this.#sessions = sessions;
    this.#retained = retained;
  }

  /** Answers when the subscriptions are on disk; then come the retained messages. */
  subscribe(connection: Connection, session: Session, packet: SubscribePacket): void {
    const codes: number[] = [];
    const wantRetained: RequestedSubscription[] = [];
    for (const requested of packet.subscriptions) {
      const isNew = !session.subscriptions.has(requested.filter);
      const code = this.#subscribeTo(connection, session, requested);
      codes.push(code);
      const { retainHandling } = requested.options;
      const isWanted = retainHandling === 0 || (retainHandling === 1 && isNew);
      if (code <= reasonCode.grantedQos2 && isWanted && parseShared(requested.filter) === undefined) {
        wantRetained.push(requested);
      }
    }
    this.#context.store.afterCommit((error) => {
      if (error !== undefined) {
        connection.fail(error);
        return;
      }
      connection.send(encodeSuback(connection.version, packet.messageId, codes));
      for (const [at, { filter }] of packet.subscriptions.entries()) {
        const isGranted = (codes[at] ?? reasonCode.unspecifiedError) <= reasonCode.grantedQos2;
        if (isGranted && parseShared(filter) !== undefined) this.#sessions.joined(filter);
      }
      if (connection.session === session) this.#retained.send(session, wantRetained);
    });
  }

  /** Answers when the subscriptions are gone from the disk. */
  unsubscribe(connection: Connection, session: Session, { messageId, filters }: UnsubscribePacket): void {
    const codes = filters.map((filter) => {
      if (!session.subscriptions.delete(filter)) return reasonCode.noSubscriptionExisted;
      this.#tree.delete(filter, session);
      if (session.isStored) this.#context.store.deleteSubscription(session.clientId, filter);
      return reasonCode.success;
    });
    this.#context.store.afterCommit((error) => {
      if (error !== undefined) connection.fail(error);
      else connection.send(encodeUnsuback(connection.version, messageId, codes));
    });
  }

  /** The code that SUBACK has for it. */
  #subscribeTo(connection: Connection, session: Session, { filter, options }: RequestedSubscription): number {
    const refusal = this.#refusalOf(connection, session, filter, options.qos);
    if (refusal !== undefined) {
      const { clientId, identity } = connection;
      this.#context.log.warn({ clientId, username: identity?.username, filter, code: refusal }, 'subscribe refused');
      this.#context.report({ kind: 'subscribe-refused', clientId });
      return refusal;
    }
    this.#tree.set(filter, session, options);
    session.subscriptions.set(filter, options);
    if (session.isStored) this.#context.store.putSubscription(session.clientId, filter, options);
    return options.qos;
  }

  #refusalOf({ identity }: Connection, session: Session, filter: string, qos: 0 | 1 | 2): number | undefined {
    const plain = parseShared(filter)?.filter ?? filter;
    if (!isTopicFilter(plain, this.#context.options.limits)) return reasonCode.topicFilterInvalid;
    const isAllowed = identity !== undefined && this.#context.topicGuard.maySubscribe(identity, plain, qos);
    if (!isAllowed) return reasonCode.notAuthorized;
    const { subscriptionsPerClientMax } = this.#context.options.limits;
    const isFull = session.subscriptions.size >= subscriptionsPerClientMax && !session.subscriptions.has(filter);
    return isFull ? reasonCode.quotaExceeded : undefined;
  }
}
