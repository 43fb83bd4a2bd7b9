import type { MqttVersion } from '../message.ts';
import type { MalformedPacket } from './packet.ts';
import { reasonCode } from './reason-code.ts';

/**
 * A rule by its number in both standards, since they count differently. MQTT 3.1 has no numbers: its packets are told
 * by those of 3.1.1. Where MQTT 5 states a rule without a number, its section stands here.
 */
export type Clause = readonly [mqtt311: string, mqtt5: string];

/** The rules that a client's bytes can break. */
export const clause = {
  /** What fits no other rule: whoever sends nonsense is disconnected. */
  general: ['MQTT-4.8.0-1', 'MQTT-4.13.1-1'],
  wellFormedUtf8: ['MQTT-1.5.3-1', 'MQTT-1.5.4-1'],
  noNul: ['MQTT-1.5.3-2', 'MQTT-1.5.4-2'],
  minimalLength: ['MQTT-4.8.0-1', 'MQTT-1.5.5-1'],
  fixedHeaderFlags: ['MQTT-2.2.2-2', 'MQTT-2.1.3-1'],
  packetId: ['MQTT-2.3.1-1', 'MQTT-2.2.1-3'],
  properties: ['MQTT-4.8.0-1', 'MQTT5-2.2.2.2'],
  firstConnect: ['MQTT-3.1.0-1', 'MQTT-3.1.0-1'],
  secondConnect: ['MQTT-3.1.0-2', 'MQTT-3.1.0-2'],
  protocolName: ['MQTT-3.1.2-1', 'MQTT-3.1.2-1'],
  protocolLevel: ['MQTT-3.1.2-2', 'MQTT-3.1.2-2'],
  connectReservedFlag: ['MQTT-3.1.2-3', 'MQTT-3.1.2-3'],
  willMissing: ['MQTT-3.1.2-9', 'MQTT-3.1.2-9'],
  willFlags: ['MQTT-3.1.2-11', 'MQTT-3.1.2-11'],
  willQos: ['MQTT-3.1.2-14', 'MQTT-3.1.2-12'],
  userNameUnannounced: ['MQTT-3.1.2-18', 'MQTT-3.1.2-16'],
  userNameMissing: ['MQTT-3.1.2-19', 'MQTT-3.1.2-17'],
  passwordUnannounced: ['MQTT-3.1.2-20', 'MQTT-3.1.2-18'],
  passwordMissing: ['MQTT-3.1.2-21', 'MQTT-3.1.2-19'],
  passwordAlone: ['MQTT-3.1.2-22', 'MQTT-4.13.1-1'],
  clientIdMissing: ['MQTT-3.1.3-3', 'MQTT-3.1.3-3'],
  clientIdEmpty: ['MQTT-3.1.3-8', 'MQTT-3.1.3-8'],
  connectConforms: ['MQTT-3.1.4-1', 'MQTT-3.1.4-1'],
  dupWithoutQos: ['MQTT-3.3.1-2', 'MQTT-3.3.1-2'],
  publishQos: ['MQTT-3.3.1-4', 'MQTT-3.3.1-4'],
  publishTopicWildcard: ['MQTT-3.3.2-2', 'MQTT-3.3.2-2'],
  topicAliasZero: ['MQTT-4.8.0-1', 'MQTT-3.3.2-8'],
  responseTopicWildcard: ['MQTT-4.8.0-1', 'MQTT-3.3.2-14'],
  publishIdentifier: ['MQTT-4.8.0-1', 'MQTT-3.3.4-6'],
  subscribeEmpty: ['MQTT-3.8.3-3', 'MQTT-3.8.3-2'],
  subscribeOptions: ['MQTT-3.8.3-4', 'MQTT-3.8.3-5'],
  sharedNoLocal: ['MQTT-4.8.0-1', 'MQTT-3.8.3-4'],
  unsubscribeEmpty: ['MQTT-3.10.3-2', 'MQTT-3.10.3-2'],
  disconnectReason: ['MQTT-4.8.0-1', 'MQTT-3.14.2-1'],
  authReason: ['MQTT-4.8.0-1', 'MQTT-3.15.2-1'],
  topicWildcard: ['MQTT-4.7.1-1', 'MQTT-4.7.0-1'],
  filterHash: ['MQTT-4.7.1-2', 'MQTT-4.7.1-1'],
  filterPlus: ['MQTT-4.7.1-3', 'MQTT-4.7.1-2'],
  topicEmpty: ['MQTT-4.7.3-1', 'MQTT-4.7.3-1'],
  /** The bound is this server's; the standard's own is 65,535 bytes. */
  topicLength: ['MQTT-4.7.3-3', 'MQTT-4.7.3-3'],
  shareName: ['MQTT-4.8.2-1', 'MQTT-4.8.2-1'],
  shareFilter: ['MQTT-4.8.2-2', 'MQTT-4.8.2-2'],
} as const satisfies Readonly<Record<string, Clause>>;

/** Says which rule of which version was broken; before the version is known, 3.1.1 gives the number. */
export function malformed(
  version: MqttVersion | undefined,
  problem: string,
  [mqtt311, mqtt5]: Clause = clause.general,
  code: number = reasonCode.malformedPacket,
): MalformedPacket {
  return { kind: 'malformed', problem, clause: version === 5 ? mqtt5 : mqtt311, reasonCode: code };
}
