// What must hold of every packet that is taken, said in other words than the decoder's.

import assert from 'node:assert/strict';
import type { ClientPacket, MessageProperties, MqttVersion, UserProperties, Will } from '../../src/index.ts';

const topicName = /^[^+#]+$/s;
const topicFilter = /^((\+|[^+#/]*)\/)*(#|\+|[^+#/]*)$/s;
const sharedFilter = /^\$share\/[^/+#]+\/(?=.)(.*)$/s;

/** Throws when a packet holds what no client of this version may send. */
export function assertSound(packet: ClientPacket, version: MqttVersion): void {
  for (const value of stringsOf(packet))
    assert(value.isWellFormed() && !value.includes('\0') && Buffer.byteLength(value) < 65_536, 'a string of MQTT');
  if (version !== 5) assertOld(packet);
  switch (packet.kind) {
    case 'connect':
      assert.equal(packet.version, version);
      assert(packet.receiveMaximum > 0 && packet.receiveMaximum < 65_536, 'receive maximum');
      assert(packet.maximumPacketBytes === undefined || packet.maximumPacketBytes > 0, 'maximum packet size');
      assert(packet.clientId !== '' || version === 5 || (version === 4 && packet.clean), 'client id');
      assert(packet.password === undefined || packet.username !== undefined || version === 5, 'password alone');
      assert(packet.authenticationData === undefined || packet.authenticationMethod !== undefined, 'method');
      if (packet.will !== undefined) assertMessage(packet.will, packet.will.topic);
      break;
    case 'publish':
      assert.equal(packet.messageId === 0, packet.qos === 0, 'packet id');
      assert(!packet.dup || packet.qos > 0, 'dup');
      assert(packet.topicAlias === undefined || packet.topicAlias > 0, 'topic alias');
      assertMessage(packet, packet.topic === '' && packet.topicAlias !== undefined ? 'by/alias' : packet.topic);
      break;
    case 'subscribe':
      assert(packet.messageId > 0 && packet.subscriptions.length > 0, 'subscribe');
      for (const { filter, options } of packet.subscriptions) {
        assertFilter(filter);
        assert(options.qos <= 2 && options.retainHandling <= 2, 'options');
        assert(!(options.noLocal && filter.startsWith('$share/')), 'no local');
        assert(options.identifier === undefined || (options.identifier > 0 && options.identifier <= 268_435_455));
      }
      break;
    case 'unsubscribe':
      assert(packet.messageId > 0 && packet.filters.length > 0, 'unsubscribe');
      for (const filter of packet.filters) assertFilter(filter);
      break;
    case 'auth':
      assert(version === 5 && (packet.reasonCode === 0x18 || packet.reasonCode === 0x19), 'auth');
      break;
    case 'pingreq':
    case 'disconnect':
      break;
    default:
      assert(packet.messageId > 0, 'packet id');
  }
}

function assertMessage({ qos, properties }: Pick<Will, 'qos' | 'properties'>, topic: string): void {
  assert(qos <= 2 && topicName.test(topic), 'a message with a topic name');
  const { payloadFormatIndicator = 0, responseTopic = 'r' } = properties ?? {};
  assert(payloadFormatIndicator === 0 || payloadFormatIndicator === 1, 'payload format');
  assert(topicName.test(responseTopic), 'response topic');
}

function assertFilter(filter: string): void {
  const plain = filter.startsWith('$share/') ? sharedFilter.exec(filter)?.[1] : filter;
  assert(plain !== undefined && plain !== '' && topicFilter.test(plain), 'a topic filter');
}

/** MQTT 3 has no properties and no reasons. */
function assertOld(packet: ClientPacket): void {
  if ('properties' in packet) assert.equal(packet.properties, undefined);
  if ('reasonCode' in packet) assert.equal(packet.reasonCode, 0);
  if (packet.kind === 'connect') assert.equal(packet.will?.properties, undefined);
  if (packet.kind === 'publish') assert.equal(packet.topicAlias ?? packet.expirySeconds, undefined);
}

function stringsOf(packet: ClientPacket): readonly string[] {
  if (packet.kind === 'unsubscribe') return packet.filters;
  if (packet.kind === 'subscribe') return packet.subscriptions.map(({ filter }) => filter);
  if (packet.kind === 'publish') return [packet.topic, ...ofProperties(packet.properties)];
  if (packet.kind !== 'connect') return [];
  const { clientId, username = '', will, authenticationMethod = '', userProperties } = packet;
  const ofWill = will === undefined ? [] : [will.topic, ...ofProperties(will.properties)];
  return [clientId, username, authenticationMethod, ...ofPairs(userProperties), ...ofWill];
}

function ofProperties(properties: MessageProperties | undefined): readonly string[] {
  const { contentType = '', responseTopic = '', userProperties } = properties ?? {};
  return [contentType, responseTopic, ...ofPairs(userProperties)];
}

function ofPairs(pairs: UserProperties | undefined): readonly string[] {
  return (pairs ?? []).flat();
}
