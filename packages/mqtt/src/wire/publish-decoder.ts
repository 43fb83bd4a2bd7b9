import type { MqttVersion, QoS } from '../message.ts';
import { clause } from './clause.ts';
import type { MalformedPacket, PublishPacket } from './packet.ts';
import type { PacketReader } from './packet-reader.ts';
import { messageProperties, type Properties, readProperties } from './property-reader.ts';
import { reasonCode } from './reason-code.ts';
import { type TopicLimits, topicNameFault } from './topic-fault.ts';

const noProperties: Readonly<Properties> = {};

/** Decodes a PUBLISH (§3.3); its QoS, DUP and RETAIN are in the flags of the fixed header. */
export function decodePublish(
  flags: number,
  reader: PacketReader,
  version: MqttVersion,
  limits: TopicLimits,
): PublishPacket | MalformedPacket {
  const qos = (flags >> 1) & 3;
  const dup = (flags & 8) !== 0;
  if (qos === 3) reader.fail('PUBLISH with QoS 3', clause.publishQos);
  if (dup && qos === 0) reader.fail('PUBLISH with DUP and QoS 0', clause.dupWithoutQos);
  const topic = reader.string('topic name');
  const messageId = qos > 0 ? reader.packetId() : 0;
  const properties = version === 5 ? readProperties(reader, 'PUBLISH') : noProperties;
  if (properties.subscriptionIdentifier !== undefined)
    reader.fail('subscription identifier from a client', clause.publishIdentifier, reasonCode.protocolError);
  if (reader.fault === undefined) checkTopic(reader, topic, properties.topicAlias, version, limits);
  const payload = reader.rest();
  if (reader.fault !== undefined) return reader.fault;
  return {
    kind: 'publish',
    topic,
    payload,
    qos: qos as QoS,
    retain: (flags & 1) !== 0,
    dup,
    messageId,
    topicAlias: properties.topicAlias,
    expirySeconds: properties.messageExpiryInterval,
    properties: version === 5 ? messageProperties(properties) : undefined,
  };
}

function checkTopic(
  reader: PacketReader,
  topic: string,
  topicAlias: number | undefined,
  version: MqttVersion,
  limits: TopicLimits,
): void {
  if (topic === '' && version === 5) {
    // §3.3.2.3.4: an alias stands for a topic of length zero; without one that is a protocol error.
    if (topicAlias === undefined)
      reader.fail('empty topic name without a topic alias', clause.topicEmpty, reasonCode.protocolError);
    return;
  }
  const fault = topicNameFault(topic, 'topic name', limits);
  if (fault === undefined) return;
  const isWildcard = fault.clause === clause.topicWildcard;
  reader.fail(fault.problem, isWildcard ? clause.publishTopicWildcard : fault.clause, fault.reasonCode);
}
