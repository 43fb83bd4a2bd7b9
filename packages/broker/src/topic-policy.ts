import type { AedesClient, ClientPublish, RequestedSubscription } from './aedes-internals.ts';
import type { Connection } from './connection.ts';
import type { BrokerContext } from './context.ts';
import type { ClientIdentity } from './ports.ts';
import { propertiesOfWill } from './publish-properties.ts';
import { disconnectReason } from './refusals.ts';

/** Subscriptions of one client. */
export const subscriptionsPerClientMax = 10_000;

/** Topics under `$SYS` steer Aedes: one publish to `$SYS/x/new/clients` would disconnect another client. */
export function isSystemTopic(topic: string): boolean {
  return topic === '$SYS' || topic.startsWith('$SYS/');
}

/** Whether a client may publish to a topic, by our rules and by those of the guard that was given. */
export function mayPublish(context: BrokerContext, identity: ClientIdentity, topic: string): boolean {
  return !isSystemTopic(topic) && context.topicGuard.mayPublish(identity, topic);
}

/** Decides over the publishes and subscriptions of clients; these are the hooks that Aedes calls. */
export class TopicPolicy {
  readonly #context: BrokerContext;

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  /** Publishes and wills. What the broker publishes itself never comes by here. */
  authorizePublish(client: AedesClient | null, packet: ClientPublish, done: (error?: Error | null) => void): void {
    const context = this.#context;
    const connection = context.connectionOf(client);
    const identity = connection?.identity ?? strangerNamed(packet.clientId ?? client?.id ?? '');
    if (!mayPublish(context, identity, packet.topic)) {
      this.#refusePublish(connection, identity, packet, done);
      return;
    }
    if (packet.properties?.willDelayInterval !== undefined) packet.properties = propertiesOfWill(packet.properties);
    if (connection === undefined || packet.messageId === undefined || packet.qos === 0) done();
    else if (packet.qos === 1) this.#publishThenAcknowledge(connection, packet, packet.messageId, done);
    else this.#admitQos2(connection, packet, packet.messageId, done);
  }

  /** A refused subscription is told to the client in its SUBACK. */
  authorizeSubscribe(
    client: AedesClient,
    subscription: RequestedSubscription,
    done: (error: null, subscription: RequestedSubscription | null) => void,
  ): void {
    const connection = this.#context.connectionOf(client);
    const identity = connection?.identity;
    const { topic } = subscription;
    const isAllowed =
      connection !== undefined &&
      identity !== undefined &&
      this.#context.topicGuard.maySubscribe(identity, topic) &&
      hasRoomFor(connection, topic);
    if (!isAllowed) {
      const clientId = client.id ?? '';
      this.#context.log.warn({ clientId, username: identity?.username, topic }, 'subscribe refused');
      this.#context.report({ kind: 'subscribe-refused', clientId });
    }
    done(null, isAllowed ? subscription : null);
  }

  /**
   * MQTT 5 is answered with 0x87 "not authorized": Aedes puts it into PUBACK or PUBREC; a publish of QoS 0 has no
   * answer, so its connection ends with it. MQTT 3 has no way to say no but to close (MQTT 3.1.1 §3.3.5).
   */
  #refusePublish(
    connection: Connection | undefined,
    identity: ClientIdentity,
    packet: ClientPublish,
    done: (error: Error) => void,
  ): void {
    const { clientId, username } = identity;
    this.#context.log.warn({ clientId, username, topic: packet.topic }, 'publish refused');
    this.#context.report({ kind: 'publish-refused', clientId });
    const reason = `not allowed to publish to ${packet.topic}`;
    if (connection?.isVersion5 && packet.cmd === 'publish' && packet.qos === 0) {
      connection.disconnect(disconnectReason.notAuthorized, reason);
    }
    done(new Error(reason));
  }

  /** Aedes acknowledges first and stores then; a crash in between would lose what the client was told is safe. */
  #publishThenAcknowledge(
    connection: Connection,
    packet: ClientPublish,
    messageId: number,
    done: (error?: Error | null) => void,
  ): void {
    const { client } = connection;
    this.#context.aedes.publish(packet, client, (error) => {
      packet._notAuthorized = true;
      if (error) {
        // The client is not told that it is safe, so it sends it again when it is back.
        client.emit('error', error);
        done();
      } else if (client.closed || connection.output.write(puback(messageId))) {
        done();
      } else {
        client.waitForDrain(() => done());
      }
    });
  }

  #admitQos2(connection: Connection, packet: ClientPublish, messageId: number, done: () => void): void {
    if (!connection.inboundQos2.admit(messageId, packet.payload.length)) {
      const { clientId } = connection;
      packet._notAuthorized = true;
      this.#context.log.warn({ clientId, unfinished: connection.inboundQos2.size }, 'too many unfinished publishes');
      this.#context.report({ kind: 'client-cut', clientId, reason: 'too-many-unfinished-publishes' });
      connection.disconnect(disconnectReason.receiveMaximumExceeded);
    }
    done();
  }
}

/** PUBACK without a reason code, which is "success" in MQTT 5 (§3.4.2.1). */
function puback(messageId: number): Buffer {
  return Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff]);
}

function strangerNamed(clientId: string): ClientIdentity {
  return { clientId, username: undefined, superuser: false };
}

function hasRoomFor(connection: Connection, topic: string): boolean {
  const { subscriptions } = connection.client;
  if (topic in subscriptions) return true;
  if (connection.subscriptionsCount >= subscriptionsPerClientMax) {
    connection.subscriptionsCount = Object.keys(subscriptions).length;
  }
  if (connection.subscriptionsCount >= subscriptionsPerClientMax) return false;
  connection.subscriptionsCount += 1;
  return true;
}
