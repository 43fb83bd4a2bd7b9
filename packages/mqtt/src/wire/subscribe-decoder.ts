import type { MqttVersion, QoS, SubscriptionOptions } from '../message.ts';
import { clause } from './clause.ts';
import type { MalformedPacket, RequestedSubscription, SubscribePacket, UnsubscribePacket } from './packet.ts';
import type { PacketReader } from './packet-reader.ts';
import { readProperties } from './property-reader.ts';
import { reasonCode } from './reason-code.ts';
import { type TopicLimits, topicFilterFault } from './topic-fault.ts';

/** Decodes a SUBSCRIBE (§3.8). Before MQTT 5 the options are a QoS, and the others have MQTT 3's behaviour. */
export function decodeSubscribe(
  reader: PacketReader,
  version: MqttVersion,
  limits: TopicLimits,
): SubscribePacket | MalformedPacket {
  const messageId = reader.packetId();
  const identifier = version === 5 ? readProperties(reader, 'SUBSCRIBE').subscriptionIdentifier : undefined;
  const subscriptions: RequestedSubscription[] = [];
  if (reader.remaining === 0)
    reader.fail('SUBSCRIBE without a topic filter', clause.subscribeEmpty, reasonCode.protocolError);
  while (reader.remaining > 0) {
    const filter = readFilter(reader, limits);
    const options = readOptions(reader, version, identifier);
    if (options.noLocal && filter.startsWith('$share/'))
      reader.fail('no local on a shared subscription', clause.sharedNoLocal, reasonCode.protocolError);
    subscriptions.push({ filter, options });
  }
  return reader.fault ?? { kind: 'subscribe', messageId, subscriptions };
}

/** Decodes an UNSUBSCRIBE (§3.10). */
export function decodeUnsubscribe(
  reader: PacketReader,
  version: MqttVersion,
  limits: TopicLimits,
): UnsubscribePacket | MalformedPacket {
  const messageId = reader.packetId();
  if (version === 5) readProperties(reader, 'UNSUBSCRIBE');
  const filters: string[] = [];
  if (reader.remaining === 0)
    reader.fail('UNSUBSCRIBE without a topic filter', clause.unsubscribeEmpty, reasonCode.protocolError);
  while (reader.remaining > 0) filters.push(readFilter(reader, limits));
  return reader.fault ?? { kind: 'unsubscribe', messageId, filters };
}

function readFilter(reader: PacketReader, limits: TopicLimits): string {
  const filter = reader.string('topic filter');
  if (reader.fault !== undefined) return '';
  const fault = topicFilterFault(filter, limits);
  if (fault !== undefined) reader.fail(fault.problem, fault.clause, fault.reasonCode);
  return filter;
}

function readOptions(reader: PacketReader, version: MqttVersion, identifier: number | undefined): SubscriptionOptions {
  const byte = reader.byte('subscription options');
  const qos = byte & 3;
  const retainHandling = (byte >> 4) & 3;
  // MQTT 3.1.1 has one rule for the QoS and the reserved bits; MQTT 5 has one number for the bits alone.
  if ((byte & (version === 5 ? 0xc0 : 0xfc)) !== 0)
    reader.fail('subscription options with reserved bits', clause.subscribeOptions);
  if (qos === 3)
    reader.fail('subscription with QoS 3', version === 5 ? clause.general : clause.subscribeOptions, protocolError);
  if (retainHandling === 3) reader.fail('subscription with retain handling 3', clause.general, protocolError);
  return {
    qos: qos as QoS,
    noLocal: (byte & 4) !== 0,
    retainAsPublished: (byte & 8) !== 0,
    retainHandling: retainHandling as 0 | 1 | 2,
    identifier,
  };
}

const protocolError = reasonCode.protocolError;
