import type { MqttVersion, QoS } from '../message.ts';
import { clause } from './clause.ts';
import type { ConnectPacket, MalformedPacket, Will } from './packet.ts';
import type { PacketReader } from './packet-reader.ts';
import { messageProperties, type Properties, readProperties } from './property-reader.ts';
import { reasonCode } from './reason-code.ts';
import { type TopicLimits, topicNameFault } from './topic-fault.ts';

const usernameFlag = 0x80;
const passwordFlag = 0x40;
const willRetainFlag = 0x20;
const willFlag = 0x04;
const cleanFlag = 0x02;
const reservedFlag = 0x01;

const noProperties: Readonly<Properties> = {};

/** Decodes a CONNECT (§3.1): everything else depends on the version that it names. */
export function decodeConnect(reader: PacketReader, limits: TopicLimits): ConnectPacket | MalformedPacket {
  const version = readVersion(reader);
  if (typeof version === 'object') return version;
  reader.version = version;
  const flags = reader.byte('connect flags');
  checkFlags(reader, flags, version);
  const keepaliveSeconds = reader.uint16('keep alive');
  const properties = version === 5 ? readProperties(reader, 'CONNECT') : noProperties;
  if (properties.authenticationData !== undefined && properties.authenticationMethod === undefined)
    reader.fail('authentication data without a method', clause.properties, reasonCode.protocolError);
  const clientId = reader.string('client id', clause.clientIdMissing);
  const will = (flags & willFlag) === 0 ? undefined : readWill(reader, flags, version, limits);
  const username = readUsername(reader, flags, version);
  const password = readPassword(reader, flags, version);
  reader.finish('CONNECT', trailingClause(flags));

  const isClean = (flags & cleanFlag) !== 0;
  if (reader.fault === undefined && clientId === '') checkEmptyClientId(reader, version, isClean);
  if (reader.fault !== undefined) return refused(reader.fault, version);
  return {
    kind: 'connect',
    version,
    clean: isClean,
    keepaliveSeconds,
    clientId,
    username,
    password,
    will,
    sessionExpirySeconds: properties.sessionExpiryInterval,
    receiveMaximum: properties.receiveMaximum ?? 65_535,
    maximumPacketBytes: properties.maximumPacketSize,
    topicAliasMaximum: properties.topicAliasMaximum ?? 0,
    requestResponseInformation: properties.requestResponseInformation === 1,
    requestProblemInformation: properties.requestProblemInformation !== 0,
    authenticationMethod: properties.authenticationMethod,
    authenticationData: properties.authenticationData,
    userProperties: properties.userProperties,
  };
}

/** Name and level belong together: MQIsdp 3, MQTT 4, MQTT 5 (§3.1.2.1, §3.1.2.2). */
function readVersion(reader: PacketReader): MqttVersion | MalformedPacket {
  const name = reader.string('protocol name');
  if (reader.fault === undefined && name !== 'MQTT' && name !== 'MQIsdp')
    reader.fail('protocol name that is neither MQTT nor MQIsdp', clause.protocolName);
  const level = reader.byte('protocol level');
  if (reader.fault !== undefined) return reader.fault;
  if (name === 'MQIsdp' && level === 3) return 3;
  if (name === 'MQTT' && (level === 4 || level === 5)) return level;
  const problem = `protocol level ${level} of ${name}`;
  return {
    kind: 'malformed',
    problem,
    clause: clause.protocolLevel[0],
    reasonCode: reasonCode.unsupportedProtocolVersion,
    returnCode: 1,
  };
}

function checkFlags(reader: PacketReader, flags: number, version: MqttVersion): void {
  const willQos = (flags >> 3) & 3;
  const hasWill = (flags & willFlag) !== 0;
  // MQTT 3.1 calls the bit unused and asks nobody to look at it.
  if (version !== 3 && (flags & reservedFlag) !== 0)
    reader.fail('reserved connect flag that is set', clause.connectReservedFlag);
  if (willQos === 3) reader.fail('will QoS 3', clause.willQos);
  if (!hasWill && (willQos > 0 || (flags & willRetainFlag) !== 0))
    reader.fail('will QoS or will retain without a will', clause.willFlags);
  if (version !== 5 && (flags & passwordFlag) !== 0 && (flags & usernameFlag) === 0)
    reader.fail('password without a user name', clause.passwordAlone);
}

function readWill(reader: PacketReader, flags: number, version: MqttVersion, limits: TopicLimits): Will {
  const properties = version === 5 ? readProperties(reader, 'will') : noProperties;
  const topic = reader.string('will topic', clause.willMissing);
  const payload = reader.binary('will message', clause.willMissing);
  const fault = reader.fault === undefined ? topicNameFault(topic, 'will topic', limits) : undefined;
  if (fault !== undefined) reader.fail(fault.problem, fault.clause, fault.reasonCode);
  return {
    topic,
    payload,
    qos: ((flags >> 3) & 3) as QoS,
    retain: (flags & willRetainFlag) !== 0,
    delaySeconds: properties.willDelayInterval ?? 0,
    expirySeconds: properties.messageExpiryInterval,
    properties: version === 5 ? messageProperties(properties) : undefined,
  };
}

function readUsername(reader: PacketReader, flags: number, version: MqttVersion): string | undefined {
  if ((flags & usernameFlag) === 0 || isLeftOut(reader, version)) return undefined;
  return reader.string('user name', clause.userNameMissing);
}

function readPassword(reader: PacketReader, flags: number, version: MqttVersion): Buffer | undefined {
  if ((flags & passwordFlag) === 0 || isLeftOut(reader, version)) return undefined;
  return reader.binary('password', clause.passwordMissing);
}

/** MQTT 3.1 §3.1: the length wins over the flags, since clients of older drafts set them and send nothing. */
function isLeftOut(reader: PacketReader, version: MqttVersion): boolean {
  return version === 3 && reader.remaining === 0;
}

function trailingClause(flags: number) {
  if ((flags & usernameFlag) === 0) return clause.userNameUnannounced;
  return (flags & passwordFlag) === 0 ? clause.passwordUnannounced : clause.connectConforms;
}

/** MQTT 3.1 wants 1 to 23 characters; longer ones are everywhere and do no harm, so only the empty one is refused. */
function checkEmptyClientId(reader: PacketReader, version: MqttVersion, isClean: boolean): void {
  if (version === 3 || (version === 4 && !isClean))
    reader.fail('empty client id', clause.clientIdEmpty, reasonCode.clientIdentifierNotValid);
}

function refused(fault: MalformedPacket, version: MqttVersion): MalformedPacket {
  const isIdentifierRejected = version !== 5 && fault.reasonCode === reasonCode.clientIdentifierNotValid;
  return { ...fault, version, returnCode: isIdentifierRejected ? 2 : undefined };
}
