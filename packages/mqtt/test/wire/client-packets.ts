// Valid packets of clients as fast-check makes them, and how mqtt-packet, a codec that is not ours, is told to write them.

import fc from 'fast-check';
import { generate, type IConnectPacket, type Packet, type UserProperties as PairsByName } from 'mqtt-packet';
import type { ClientPacket, MessageProperties, MqttVersion, UserProperties, Will } from '../../src/index.ts';

const character = fc.constantFrom('a', 'B', '7', '-', ' ', 'é', '€', '😀', '\ufeff', '\ufffd', '$');
const word = fc.string({ unit: character, minLength: 1, maxLength: 6 });
/** Any text that MQTT can carry. */
export const text = fc.string({ unit: character, maxLength: 12 });
export const topic = fc.array(fc.oneof(word, fc.constant('')), { minLength: 1, maxLength: 4 }).map((levels) => {
  const joined = levels.join('/');
  return joined === '' ? '/' : joined;
});
const plainFilter = fc
  .tuple(fc.array(fc.oneof(word, fc.constantFrom('+', '')), { maxLength: 3 }), fc.constantFrom('', 'a', '+', '#'))
  .map(([levels, last]) => [...levels, last].join('/') || '#');
const filter = fc.oneof(
  plainFilter,
  fc.tuple(word, plainFilter).map(([group, rest]) => `$share/${group}/${rest}`),
);
export const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const packetId = fc.integer({ min: 1, max: 65_535 });
const seconds = fc.integer({ min: 0, max: 0xffff_ffff });
const bit = fc.constantFrom(0 as const, 1 as const);
export const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
export const identifier = fc.integer({ min: 1, max: 268_435_455 });
const binary = fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Names differ, since mqtt-packet groups the values of one name. */
const userProperties: fc.Arbitrary<UserProperties> = fc.uniqueArray(
  fc.tuple(
    word.filter((name) => !/^\d/.test(name)),
    text,
  ),
  { minLength: 1, maxLength: 3, selector: ([name]) => name },
);

const someProperties: fc.Arbitrary<MessageProperties> = fc.record(
  { payloadFormatIndicator: bit, contentType: text, responseTopic: topic, correlationData: binary, userProperties },
  { requiredKeys: [], noNullPrototype: true },
);
export const messageProperties = someProperties.map((found) => (Object.keys(found).length === 0 ? undefined : found));

/** Records that are equal to object literals. */
const plainRecord = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

const ofVersion = <T>(version: MqttVersion, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  version === 5 ? maybe(value) : fc.constant(undefined);

function connects(version: MqttVersion): fc.Arbitrary<ClientPacket> {
  const will: fc.Arbitrary<Will> = plainRecord({
    topic,
    payload: binary,
    qos,
    retain: fc.boolean(),
    delaySeconds: ofVersion(version, seconds).map((delay) => delay ?? 0),
    expirySeconds: ofVersion(version, seconds),
    properties: version === 5 ? messageProperties : fc.constant(undefined),
  });
  return plainRecord({
    kind: fc.constant('connect' as const),
    version: fc.constant(version),
    clean: fc.boolean(),
    keepaliveSeconds: fc.integer({ min: 0, max: 65_535 }),
    clientId: word,
    username: maybe(word),
    password: maybe(binary),
    will: maybe(will),
    sessionExpirySeconds: ofVersion(version, seconds),
    receiveMaximum: ofVersion(version, packetId).map((count) => count ?? 65_535),
    maximumPacketBytes: ofVersion(version, fc.integer({ min: 1, max: 0xffff_ffff })),
    topicAliasMaximum: ofVersion(version, packetId).map((count) => count ?? 0),
    requestResponseInformation: ofVersion(version, fc.boolean()).map((wanted) => wanted ?? false),
    requestProblemInformation: ofVersion(version, fc.boolean()).map((wanted) => wanted ?? true),
    authenticationMethod: ofVersion(version, word),
    authenticationData: ofVersion(version, binary),
    userProperties: ofVersion(version, userProperties),
  }).map((connect) => ({
    ...connect,
    // mqtt-packet writes no password alone, though MQTT 5 knows it.
    password: connect.username === undefined ? undefined : connect.password,
    authenticationData: connect.authenticationMethod === undefined ? undefined : connect.authenticationData,
  }));
}

function publishes(version: MqttVersion): fc.Arbitrary<ClientPacket> {
  return plainRecord({
    kind: fc.constant('publish' as const),
    topic,
    payload,
    qos,
    retain: fc.boolean(),
    dup: fc.boolean(),
    messageId: packetId,
    topicAlias: ofVersion(version, packetId),
    expirySeconds: ofVersion(version, seconds),
    properties: version === 5 ? messageProperties : fc.constant(undefined),
  }).map((publish) => (publish.qos === 0 ? { ...publish, dup: false, messageId: 0 } : publish));
}

function subscribes(version: MqttVersion): fc.Arbitrary<ClientPacket> {
  const is5 = version === 5;
  const options = plainRecord({
    qos,
    noLocal: is5 ? fc.boolean() : fc.constant(false),
    retainAsPublished: is5 ? fc.boolean() : fc.constant(false),
    retainHandling: is5 ? fc.constantFrom(0 as const, 1 as const, 2 as const) : fc.constant(0 as const),
  });
  const one = plainRecord({ filter, options }).filter(
    (wanted) => !(wanted.options.noLocal && wanted.filter.startsWith('$share/')),
  );
  return plainRecord({
    messageId: packetId,
    identifier: ofVersion(version, identifier),
    some: fc.array(one, { minLength: 1, maxLength: 4 }),
  }).map(({ messageId, identifier, some }) => ({
    kind: 'subscribe',
    messageId,
    subscriptions: some.map((each) => ({ filter: each.filter, options: { ...each.options, identifier } })),
  }));
}

/** Every kind of packet that a client of this version sends after CONNECT; for MQTT 5 without AUTH, which has no method here. */
export function laterPacket(version: MqttVersion): fc.Arbitrary<ClientPacket> {
  const is5 = version === 5;
  const receipt = is5 ? fc.constantFrom(0, 0x10, 0x80, 0x87, 0x97) : fc.constant(0);
  const release = is5 ? fc.constantFrom(0, 0x92) : fc.constant(0);
  const acknowledge = (
    kinds: readonly ('puback' | 'pubrec' | 'pubrel' | 'pubcomp')[],
    reasonCode: fc.Arbitrary<number>,
  ) => plainRecord({ kind: fc.constantFrom(...kinds), messageId: packetId, reasonCode });
  return fc.oneof(
    publishes(version),
    subscribes(version),
    plainRecord({
      kind: fc.constant('unsubscribe' as const),
      messageId: packetId,
      filters: fc.array(filter, { minLength: 1, maxLength: 4 }),
    }),
    acknowledge(['puback', 'pubrec'], receipt),
    acknowledge(['pubrel', 'pubcomp'], release),
    fc.constant({ kind: 'pingreq' as const }),
    plainRecord({
      kind: fc.constant('disconnect' as const),
      reasonCode: is5 ? fc.constantFrom(0, 4, 0x81, 0x98) : fc.constant(0),
      sessionExpirySeconds: ofVersion(version, seconds),
    }),
  );
}

/** Every kind of packet that a client of this version sends. */
export function clientPacket(version: MqttVersion): fc.Arbitrary<ClientPacket> {
  return fc.oneof({ weight: 1, arbitrary: connects(version) }, { weight: 3, arbitrary: laterPacket(version) });
}

/** The bytes that mqtt-packet makes of it. */
export function generated(packet: ClientPacket, version: MqttVersion): Buffer {
  return generate(withoutUndefined(foreignPacket(packet, version)), { protocolVersion: version });
}

function foreignPacket(packet: ClientPacket, version: MqttVersion): Packet {
  switch (packet.kind) {
    case 'connect': {
      const { will } = packet;
      const connect: IConnectPacket = {
        cmd: 'connect',
        protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
        protocolVersion: version,
        clean: packet.clean,
        keepalive: packet.keepaliveSeconds,
        clientId: packet.clientId,
      };
      if (packet.username !== undefined) connect.username = packet.username;
      if (packet.password !== undefined) connect.password = packet.password;
      if (will !== undefined) {
        connect.will = { topic: will.topic, payload: will.payload, qos: will.qos, retain: will.retain };
        if (version === 5)
          connect.will.properties = withoutUndefined({
            willDelayInterval: will.delaySeconds,
            ...foreignProperties(will.properties, will.expirySeconds),
          });
      }
      if (version === 5)
        connect.properties = withoutUndefined({
          sessionExpiryInterval: packet.sessionExpirySeconds,
          receiveMaximum: packet.receiveMaximum,
          maximumPacketSize: packet.maximumPacketBytes,
          topicAliasMaximum: packet.topicAliasMaximum,
          requestResponseInformation: packet.requestResponseInformation,
          requestProblemInformation: packet.requestProblemInformation,
          userProperties: byName(packet.userProperties),
          authenticationMethod: packet.authenticationMethod,
          authenticationData: packet.authenticationData,
        }) as NonNullable<IConnectPacket['properties']>;
      return connect;
    }
    case 'publish': {
      const { topic, payload, qos, retain, dup, messageId, topicAlias } = packet;
      const properties = { ...foreignProperties(packet.properties, packet.expirySeconds), topicAlias };
      return { cmd: 'publish', topic, payload, qos, retain, dup, messageId, properties: withoutUndefined(properties) };
    }
    case 'subscribe': {
      const subscriptions = packet.subscriptions.map(({ filter, options }) => ({
        topic: filter,
        qos: options.qos,
        nl: options.noLocal,
        rap: options.retainAsPublished,
        rh: options.retainHandling,
      }));
      const subscriptionIdentifier = packet.subscriptions[0]?.options.identifier;
      const properties = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
      return { cmd: 'subscribe', messageId: packet.messageId, subscriptions, properties };
    }
    case 'unsubscribe':
      return { cmd: 'unsubscribe', messageId: packet.messageId, unsubscriptions: [...packet.filters] };
    case 'pingreq':
      return { cmd: 'pingreq' };
    case 'disconnect': {
      const sessionExpiryInterval = packet.sessionExpirySeconds;
      const properties = sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval };
      return { cmd: 'disconnect', reasonCode: packet.reasonCode, properties };
    }
    case 'auth':
      return { cmd: 'auth', reasonCode: packet.reasonCode, properties: { authenticationMethod: 'm' } };
    default:
      return { cmd: packet.kind, messageId: packet.messageId, reasonCode: packet.reasonCode };
  }
}

function foreignProperties(properties: MessageProperties | undefined, messageExpiryInterval: number | undefined) {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } = properties ?? {};
  return {
    payloadFormatIndicator: payloadFormatIndicator === undefined ? undefined : payloadFormatIndicator === 1,
    messageExpiryInterval,
    contentType,
    responseTopic,
    correlationData,
    userProperties: byName(userProperties),
  };
}

function byName(pairs: UserProperties | undefined): PairsByName | undefined {
  if (pairs === undefined) return undefined;
  const found: Record<string, string[]> = {};
  for (const [name, value] of pairs) found[name] = [...(found[name] ?? []), value];
  return found;
}

/** mqtt-packet takes a key for a value, even if it is undefined. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
