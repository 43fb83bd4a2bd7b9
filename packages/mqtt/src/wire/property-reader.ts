// The properties of MQTT 5 (§2.2.2) as clients send them. Those that only a server sends are unknown here.

import type { MessageProperties, UserProperties } from '../message.ts';
import { clause } from './clause.ts';
import type { PacketReader } from './packet-reader.ts';
import { reasonCode } from './reason-code.ts';
import { standardTopicLimits, topicNameFault } from './topic-fault.ts';

/** Where properties stand: a packet, or the will within a CONNECT. */
export type PropertyPlace =
  | 'CONNECT'
  | 'will'
  | 'PUBLISH'
  | 'acknowledgement'
  | 'SUBSCRIBE'
  | 'UNSUBSCRIBE'
  | 'DISCONNECT'
  | 'AUTH';

/** The properties that came; times in seconds. */
export type Properties = {
  payloadFormatIndicator?: 0 | 1;
  messageExpiryInterval?: number;
  contentType?: string;
  responseTopic?: string;
  correlationData?: Buffer;
  subscriptionIdentifier?: number;
  sessionExpiryInterval?: number;
  authenticationMethod?: string;
  authenticationData?: Buffer;
  requestProblemInformation?: 0 | 1;
  willDelayInterval?: number;
  requestResponseInformation?: 0 | 1;
  reasonString?: string;
  receiveMaximum?: number;
  topicAliasMaximum?: number;
  topicAlias?: number;
  userProperties?: UserProperties;
  maximumPacketSize?: number;
};

type Rule = { readonly name: keyof Properties; readonly places: readonly PropertyPlace[] };

const ofMessages: readonly PropertyPlace[] = ['PUBLISH', 'will'];
const everywhere: readonly PropertyPlace[] = [
  'CONNECT',
  'will',
  'PUBLISH',
  'acknowledgement',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'DISCONNECT',
  'AUTH',
];

/** By identifier (§2.2.2.2, table 2-4). */
const rules: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [0x01, { name: 'payloadFormatIndicator', places: ofMessages }],
  [0x02, { name: 'messageExpiryInterval', places: ofMessages }],
  [0x03, { name: 'contentType', places: ofMessages }],
  [0x08, { name: 'responseTopic', places: ofMessages }],
  [0x09, { name: 'correlationData', places: ofMessages }],
  // Let through in PUBLISH to name the rule that it breaks there.
  [0x0b, { name: 'subscriptionIdentifier', places: ['SUBSCRIBE', 'PUBLISH'] }],
  [0x11, { name: 'sessionExpiryInterval', places: ['CONNECT', 'DISCONNECT'] }],
  [0x15, { name: 'authenticationMethod', places: ['CONNECT', 'AUTH'] }],
  [0x16, { name: 'authenticationData', places: ['CONNECT', 'AUTH'] }],
  [0x17, { name: 'requestProblemInformation', places: ['CONNECT'] }],
  [0x18, { name: 'willDelayInterval', places: ['will'] }],
  [0x19, { name: 'requestResponseInformation', places: ['CONNECT'] }],
  [0x1f, { name: 'reasonString', places: ['acknowledgement', 'DISCONNECT', 'AUTH'] }],
  [0x21, { name: 'receiveMaximum', places: ['CONNECT'] }],
  [0x22, { name: 'topicAliasMaximum', places: ['CONNECT'] }],
  [0x23, { name: 'topicAlias', places: ['PUBLISH'] }],
  [0x26, { name: 'userProperties', places: everywhere }],
  [0x27, { name: 'maximumPacketSize', places: ['CONNECT'] }],
]);

const none: Readonly<Properties> = Object.freeze({});

/** Reads the property length and the properties; the reader has the fault if one is wrong. */
export function readProperties(reader: PacketReader, place: PropertyPlace): Readonly<Properties> {
  const length = reader.variableInteger('property length');
  if (length === 0) return none;
  if (length > reader.remaining) reader.fail('properties longer than the packet');
  const end = reader.position + length;
  const properties: Properties = {};
  const userProperties: (readonly [string, string])[] = [];
  while (reader.fault === undefined && reader.position < end) {
    const identifier = reader.variableInteger('property identifier');
    const rule = rules.get(identifier);
    if (rule === undefined || !rule.places.includes(place)) {
      reader.fail(`property 0x${identifier.toString(16).padStart(2, '0')} in ${place}`, clause.properties);
    } else if (rule.name === 'userProperties') {
      userProperties.push([reader.string('name of a user property'), reader.string('value of a user property')]);
    } else if (properties[rule.name] !== undefined) {
      reader.fail(`${rule.name} twice in ${place}`, clause.properties, reasonCode.protocolError);
    } else {
      readValue(reader, rule.name, properties);
    }
  }
  if (reader.fault !== undefined) return none;
  if (reader.position !== end) reader.fail('property that reaches past the property length', clause.properties);
  if (userProperties.length > 0) properties.userProperties = userProperties;
  return properties;
}

/** What of them belongs to the message itself; undefined: nothing. */
export function messageProperties(properties: Readonly<Properties>): MessageProperties | undefined {
  if (properties === none) return undefined;
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } = properties;
  const found: MessageProperties = {
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData }),
    ...(userProperties === undefined ? {} : { userProperties }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

function readValue(reader: PacketReader, name: Exclude<keyof Properties, 'userProperties'>, into: Properties): void {
  switch (name) {
    case 'payloadFormatIndicator':
    case 'requestProblemInformation':
    case 'requestResponseInformation':
      into[name] = readBit(reader, name);
      break;
    case 'messageExpiryInterval':
    case 'sessionExpiryInterval':
    case 'willDelayInterval':
      into[name] = reader.uint32(name);
      break;
    case 'maximumPacketSize':
      into[name] = notZero(reader, name, reader.uint32(name));
      break;
    case 'receiveMaximum':
      into[name] = notZero(reader, name, reader.uint16(name));
      break;
    case 'topicAliasMaximum':
      into[name] = reader.uint16(name);
      break;
    case 'topicAlias':
      into[name] = reader.uint16(name);
      if (into[name] === 0) reader.fail('topic alias 0', clause.topicAliasZero, reasonCode.topicAliasInvalid);
      break;
    case 'subscriptionIdentifier':
      into[name] = notZero(reader, name, reader.variableInteger(name));
      break;
    case 'contentType':
    case 'authenticationMethod':
    case 'reasonString':
      into[name] = reader.string(name);
      break;
    case 'responseTopic':
      into[name] = readResponseTopic(reader);
      break;
    case 'correlationData':
    case 'authenticationData':
      into[name] = reader.binary(name);
  }
}

function readBit(reader: PacketReader, name: string): 0 | 1 {
  const value = reader.byte(name);
  if (value > 1) reader.fail(`${name} ${value}, which is neither 0 nor 1`, clause.properties, reasonCode.protocolError);
  return value === 1 ? 1 : 0;
}

function notZero(reader: PacketReader, name: string, value: number): number {
  if (value === 0) reader.fail(`${name} 0`, clause.properties, reasonCode.protocolError);
  return value;
}

function readResponseTopic(reader: PacketReader): string {
  const topic = reader.string('response topic');
  const fault = reader.fault ?? topicNameFault(topic, 'response topic', standardTopicLimits);
  if (fault !== undefined)
    reader.fail(
      fault.problem,
      topic === '' ? clause.topicEmpty : clause.responseTopicWildcard,
      reasonCode.protocolError,
    );
  return topic;
}
