import type { ReceivedPacket } from './aedes-internals.ts';
import type { Connection } from './connection.ts';
import type { BrokerContext } from './context.ts';
import { arePublishProperties } from './publish-properties.ts';
import { disconnectPacket, disconnectReason } from './refusals.ts';

/**
 * Looks at every packet before Aedes does: counts it, and takes away those that Aedes or mqtt-packet cannot bear. A
 * SUBSCRIBE that names `__proto__` next to another topic ends the process otherwise.
 */
export function guardPackets(connection: Connection, context: BrokerContext): void {
  const { client } = connection;
  const parser = client._parser;
  parser.prependListener('packet', (packet) => {
    connection.receivedPackets += 1;
    context.totals.receivedPackets += 1;
    countAnswer(connection, context, packet);
    const problem = problemOf(packet, connection, context);
    if (problem !== undefined) refuse(connection, context, packet, problem);
  });

  // A packet may end its own connection, never the process: whatever it sets off runs inside this call.
  const parse = parser.parse.bind(parser);
  parser.parse = (bytes) => {
    try {
      return parse(bytes);
    } catch (error) {
      context.log.error({ clientId: connection.clientId, err: error }, 'a packet could not be handled');
      client.emit('error', error instanceof Error ? error : new Error(String(error)));
      return 0;
    }
  };
}

function problemOf(packet: ReceivedPacket, connection: Connection, context: BrokerContext): string | undefined {
  switch (packet.cmd) {
    case 'publish':
      connection.receivedMessages += 1;
      context.totals.receivedMessages += 1;
      return problemOfPublish(packet);
    case 'pubrel':
      connection.inboundQos2.release(packet.messageId ?? 0);
      return undefined;
    case 'subscribe':
      connection.subscribedQos.changeBegins();
      return problemOfSubscribe(packet, connection, context);
    case 'unsubscribe':
      connection.subscribedQos.changeBegins();
      return hasPacketId(packet) ? problemOfFilters(packet.unsubscriptions ?? []) : noPacketId;
    default:
      return undefined;
  }
}

const noPacketId = 'packet identifier missing';

function hasPacketId(packet: ReceivedPacket): boolean {
  // MQTT 3.1.1 §2.3.1; mqtt-packet reads a missing one as -1.
  return packet.messageId !== undefined && packet.messageId > 0;
}

function problemOfPublish(packet: ReceivedPacket): string | undefined {
  if ((packet.qos ?? 0) > 0 && !hasPacketId(packet)) return noPacketId;
  if (packet.topic?.includes('\u0000')) return 'topic with a NUL';
  if (packet.properties !== undefined && !arePublishProperties(packet.properties)) return 'property not allowed';
  return undefined;
}

function problemOfSubscribe(
  packet: ReceivedPacket,
  connection: Connection,
  context: BrokerContext,
): string | undefined {
  if (!hasPacketId(packet)) return noPacketId;
  const subscriptions = packet.subscriptions ?? [];
  const problem = problemOfFilters(subscriptions.map(({ topic }) => topic));
  if (problem !== undefined) return problem;
  const { identity } = connection;
  for (const subscription of subscriptions) {
    // Aedes stores all subscriptions of a packet as soon as one of them is granted, and a stored one with QoS 1 or 2
    // has messages queued for it, also if it was refused. With QoS 0 nothing is queued.
    if (identity === undefined || !context.topicGuard.maySubscribe(identity, subscription.topic)) subscription.qos = 0;
  }
  return undefined;
}

function problemOfFilters(filters: readonly string[]): string | undefined {
  if (filters.length === 0) return 'no topic filter';
  if (filters.includes('__proto__')) return 'topic filter not allowed';
  return filters.some((filter) => filter.includes('\u0000')) ? 'topic filter with a NUL' : undefined;
}

function refuse(connection: Connection, context: BrokerContext, packet: ReceivedPacket, problem: string): void {
  const { clientId, carrier } = connection;
  context.log.warn({ clientId, remoteAddress: carrier.remoteAddress, packet: packet.cmd, problem }, 'malformed packet');
  context.report({ kind: 'client-cut', clientId, reason: 'malformed-packet' });
  connection.output.flush();
  if (connection.isVersion5 && connection.connectedAt !== undefined && !connection.client.closed) {
    carrier.stream.write(disconnectPacket(disconnectReason.malformedPacket, problem));
  }
  // A command that Aedes does not know makes it close the connection.
  packet.cmd = 'refused';
}

/** Counts what Aedes will answer, since its own writes pass by unseen. */
function countAnswer(connection: Connection, context: BrokerContext, packet: ReceivedPacket): void {
  switch (packet.cmd) {
    case 'publish':
      if (packet.qos === 0) return;
      break;
    case 'pubrec':
    case 'pubrel':
    case 'subscribe':
    case 'unsubscribe':
    case 'pingreq':
    case 'connect':
      break;
    default:
      return;
  }
  connection.sentPackets += 1;
  context.totals.sentPackets += 1;
}
