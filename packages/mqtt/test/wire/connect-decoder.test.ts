import t from 'tap';
import { decodePacket } from '../../src/index.ts';
import {
  bytes,
  connectBody,
  connectWith,
  decode,
  lengthPrefixed,
  noProperties,
  properties,
  refusal,
} from './samples.ts';

const connect = (...parts: Parameters<typeof connectBody>) => refusal(undefined, 0x10, connectBody(...parts));
const versions = [3, 4, 5] as const;
const flag = {
  reserved: 1,
  clean: 2,
  will: 4,
  willQos1: 8,
  willQos2: 16,
  willQos3: 24,
  willRetain: 32,
  password: 64,
  username: 128,
};

t.test('a CONNECT of MQTT 3.1.1 has the defaults of MQTT 5 for what it cannot say', async (t) => {
  t.strictSame(decode(undefined, 0x10, connectBody(4)), {
    kind: 'connect',
    version: 4,
    clean: true,
    keepaliveSeconds: 60,
    clientId: 'c',
    username: undefined,
    password: undefined,
    will: undefined,
    sessionExpirySeconds: undefined,
    receiveMaximum: 65_535,
    maximumPacketBytes: undefined,
    topicAliasMaximum: 0,
    requestResponseInformation: false,
    requestProblemInformation: true,
    authenticationMethod: undefined,
    authenticationData: undefined,
    userProperties: undefined,
  });
});

t.test('will, user name and password are read in their order [MQTT-3.1.3-1]', async (t) => {
  const { username, password, will, willQos2, willRetain } = flag;
  const flags = username | password | will | willQos2 | willRetain;
  for (const version of versions) {
    const willParts = version === 5 ? [noProperties, 'w/t', 'bye'] : ['w/t', 'bye'];
    t.match(decode(undefined, 0x10, connectBody(version, flags, 'id', ...willParts, 'user', 'secret')), {
      version,
      clean: false,
      clientId: 'id',
      will: { topic: 'w/t', payload: Buffer.from('bye'), qos: 2, retain: true, delaySeconds: 0 },
      username: 'user',
      password: Buffer.from('secret'),
    });
  }
});

t.test('the properties of an MQTT 5 CONNECT and of its will are read', async (t) => {
  const ofConnect = properties(
    ...[0x11, 0, 0, 0, 9, 0x21, 0, 5, 0x27, 0, 0, 4, 0, 0x22, 0, 3, 0x19, 1, 0x17, 0],
    ...[0x15, 'SCRAM', 0x16, Buffer.of(0, 1, 7), 0x26, 'a', 'b', 0x26, 'a', 'c'],
  );
  const ofWill = properties(
    0x18,
    0,
    0,
    0,
    8,
    0x02,
    0,
    0,
    0,
    7,
    0x01,
    1,
    0x03,
    'text',
    0x08,
    'r',
    0x09,
    'x',
    0x26,
    'k',
    'v',
  );
  t.match(decode(undefined, 0x10, 'MQTT', 5, 6, 0, 1, ofConnect, 'c', ofWill, 'w', 'bye'), {
    sessionExpirySeconds: 9,
    receiveMaximum: 5,
    maximumPacketBytes: 1_024,
    topicAliasMaximum: 3,
    requestResponseInformation: true,
    requestProblemInformation: false,
    authenticationMethod: 'SCRAM',
    authenticationData: Buffer.of(7),
    userProperties: [
      ['a', 'b'],
      ['a', 'c'],
    ],
    will: {
      delaySeconds: 8,
      expirySeconds: 7,
      properties: {
        payloadFormatIndicator: 1,
        contentType: 'text',
        responseTopic: 'r',
        correlationData: Buffer.from('x'),
        userProperties: [['k', 'v']],
      },
    },
  });
});

t.test('protocol name and level fit each other [MQTT-3.1.2-1, -2]', async (t) => {
  const start = (name: string, level: number) => decode(undefined, 0x10, name, level, 2, 0, 60, 'c');
  for (const [name, level] of [
    ['MQTT', 3],
    ['MQTT', 6],
    ['MQTT', 0],
    ['MQTT', 0x84],
    ['MQIsdp', 4],
    ['MQIsdp', 5],
    ['MQIsdp', 0x83],
  ] as const)
    t.match(
      start(name, level),
      { clause: 'MQTT-3.1.2-2', reasonCode: 0x84, returnCode: 1, version: undefined },
      `${name} ${level}`,
    );
  for (const name of ['mqtt', 'MQTT ', 'MQTTX', 'HTTP', '', 'MQIsdP'])
    t.match(start(name, 4), { clause: 'MQTT-3.1.2-1', reasonCode: 0x81, returnCode: undefined }, name);
});

t.test('the reserved connect flag is 0 [MQTT-3.1.2-3]; MQTT 3.1 has no such rule', async (t) => {
  t.equal(connect(4, flag.clean | flag.reserved), 'MQTT-3.1.2-3 0x81');
  t.equal(connect(5, flag.clean | flag.reserved), 'MQTT-3.1.2-3 0x81');
  t.equal(connect(3, flag.clean | flag.reserved), 'connect');
});

t.test('a will QoS of 3 is refused [MQTT-3.1.2-14], of MQTT 5 [MQTT-3.1.2-12]', async (t) => {
  const flags = flag.clean | flag.will | flag.willQos3;
  t.equal(connect(4, flags, 'c', 'w', 'x'), 'MQTT-3.1.2-14 0x81');
  t.equal(connect(3, flags, 'c', 'w', 'x'), 'MQTT-3.1.2-14 0x81');
  t.equal(connect(5, flags, 'c', noProperties, 'w', 'x'), 'MQTT-3.1.2-12 0x81');
});

t.test('will QoS and will retain are 0 without a will [MQTT-3.1.2-11]', async (t) => {
  for (const version of versions) {
    t.equal(connect(version, flag.clean | flag.willQos1), 'MQTT-3.1.2-11 0x81');
    t.equal(connect(version, flag.clean | flag.willQos2), 'MQTT-3.1.2-11 0x81');
    t.equal(connect(version, flag.clean | flag.willRetain), 'MQTT-3.1.2-11 0x81');
  }
});

t.test('a will has topic and message [MQTT-3.1.2-9]', async (t) => {
  t.equal(connect(4, flag.clean | flag.will), 'MQTT-3.1.2-9 0x81');
  t.equal(connect(4, flag.clean | flag.will, 'c', 'w'), 'MQTT-3.1.2-9 0x81');
  t.equal(connect(5, flag.clean | flag.will, 'c', noProperties, 'w'), 'MQTT-3.1.2-9 0x81');
  t.equal(connect(4, flag.clean | flag.will, 'c', 'w', ''), 'connect', 'an empty message is one');
});

t.test('a will topic is a topic name [MQTT-4.7.1-1, MQTT-4.7.3-1], of MQTT 5 [MQTT-4.7.0-1]', async (t) => {
  const flags = flag.clean | flag.will;
  for (const topic of ['a/+', '#']) {
    t.equal(connect(4, flags, 'c', topic, 'x'), 'MQTT-4.7.1-1 0x90');
    t.equal(connect(5, flags, 'c', noProperties, topic, 'x'), 'MQTT-4.7.0-1 0x90');
  }
  t.equal(connect(4, flags, 'c', '', 'x'), 'MQTT-4.7.3-1 0x90');
  const limits = { topicBytesMax: 10, topicLevelsMax: 2 };
  t.match(decodePacket(0x10, connectBody(4, flags, 'c', 'a/b/c', 'x'), undefined, limits), { reasonCode: 0x90 });
});

t.test('U+0000 and surrogates are refused in client id, will topic and user name [MQTT-1.5.3-1, -2]', async (t) => {
  const surrogate = lengthPrefixed(Buffer.of(0x61, 0xed, 0xa0, 0x80));
  const start = (flags: number) => bytes('MQTT', 4, flags, 0, 60);
  for (const [bad, expected] of [
    ['a\0b', 'MQTT-1.5.3-2 0x81'],
    [surrogate, 'MQTT-1.5.3-1 0x81'],
  ] as const) {
    t.equal(refusal(undefined, 0x10, start(flag.clean), bad), expected, 'client id');
    t.equal(refusal(undefined, 0x10, start(flag.clean | flag.will), 'c', bad, 'x'), expected, 'will topic');
    t.equal(refusal(undefined, 0x10, start(flag.clean | flag.username), 'c', bad), expected, 'user name');
  }
  t.equal(
    refusal(undefined, 0x10, start(0xc2), 'c', 'user', Buffer.of(0, 2, 0, 0xff)),
    'connect',
    'a password is no text',
  );
});

t.test('what the flags announce is there [MQTT-3.1.2-19, -21], of MQTT 5 [MQTT-3.1.2-17, -19]', async (t) => {
  t.equal(connect(4, flag.clean | flag.username), 'MQTT-3.1.2-19 0x81');
  t.equal(connect(5, flag.clean | flag.username), 'MQTT-3.1.2-17 0x81');
  t.equal(connect(4, flag.clean | flag.username | flag.password, 'c', 'user'), 'MQTT-3.1.2-21 0x81');
  t.equal(connect(5, flag.clean | flag.password), 'MQTT-3.1.2-19 0x81');
});

t.test('in MQTT 3.1 the length wins over the flags of user name and password', async (t) => {
  t.match(decode(undefined, 0x10, connectBody(3, 0xc2)), { kind: 'connect', username: undefined, password: undefined });
  t.match(decode(undefined, 0x10, connectBody(3, 0xc2, 'c', 'user')), { username: 'user', password: undefined });
});

t.test(
  'what the flags do not announce is not there [MQTT-3.1.2-18, -20], of MQTT 5 [MQTT-3.1.2-16, -18]',
  async (t) => {
    t.equal(connect(4, flag.clean, 'c', 'user'), 'MQTT-3.1.2-18 0x81');
    t.equal(connect(5, flag.clean, 'c', 'user'), 'MQTT-3.1.2-16 0x81');
    t.equal(connect(4, flag.clean | flag.username, 'c', 'user', 'secret'), 'MQTT-3.1.2-20 0x81');
    t.equal(connect(5, flag.clean | flag.username, 'c', 'user', 'secret'), 'MQTT-3.1.2-18 0x81');
  },
);

t.test('nothing follows the payload [MQTT-3.1.4-1]', async (t) => {
  for (const version of versions) t.equal(connect(version, 0xc2, 'c', 'user', 'secret', 0), 'MQTT-3.1.4-1 0x81');
});

t.test('a password needs a user name [MQTT-3.1.2-22], but not in MQTT 5', async (t) => {
  t.equal(connect(3, flag.clean | flag.password, 'c', 'secret'), 'MQTT-3.1.2-22 0x81');
  t.equal(connect(4, flag.clean | flag.password, 'c', 'secret'), 'MQTT-3.1.2-22 0x81');
  t.match(decode(undefined, 0x10, connectBody(5, flag.clean | flag.password, 'c', 'secret')), {
    username: undefined,
    password: Buffer.from('secret'),
  });
});

t.test('an empty client id needs a clean session [MQTT-3.1.3-8]; MQTT 3.1 knows none, MQTT 5 takes any', async (t) => {
  const rejected = { clause: 'MQTT-3.1.3-8', reasonCode: 0x85, returnCode: 2 };
  t.match(decode(undefined, 0x10, connectBody(4, 0, '')), { ...rejected, version: 4 });
  t.match(decode(undefined, 0x10, connectBody(3, 0, '')), { ...rejected, version: 3 });
  t.match(decode(undefined, 0x10, connectBody(3, flag.clean, '')), { ...rejected, version: 3 });
  t.match(decode(undefined, 0x10, connectBody(4, flag.clean, '')), { kind: 'connect', clientId: '' });
  t.match(decode(undefined, 0x10, connectBody(5, 0, '')), { kind: 'connect', clientId: '' });
  t.equal(connect(4, flag.clean | flag.password, ''), 'MQTT-3.1.2-22 0x81', 'another fault goes first');
});

t.test('there is a client id [MQTT-3.1.3-3]', async (t) => {
  for (const level of [4, 5]) {
    const start = bytes('MQTT', level, 2, 0, 60, level === 5 ? noProperties : Buffer.of());
    t.equal(refusal(undefined, 0x10, start), 'MQTT-3.1.3-3 0x81');
  }
});

t.test('a client id may be long and strange, in MQTT 3.1 too', async (t) => {
  for (const version of versions)
    for (const clientId of ['x'.repeat(24), '__proto__', 'ein Gerät/#', '\ufeff'])
      t.match(decode(undefined, 0x10, connectBody(version, 2, clientId)), { kind: 'connect', clientId });
});

t.test('a CONNECT that is refused tells which version it spoke, so that it can be answered', async (t) => {
  t.match(decode(undefined, 0x10, connectBody(5, flag.clean | flag.reserved)), { version: 5, returnCode: undefined });
  t.match(decode(undefined, 0x10, connectBody(4, flag.clean | flag.reserved)), { version: 4, returnCode: undefined });
  t.equal(decode(undefined, 0x10, 'MQTT').kind, 'malformed');
});

t.test('authentication data needs a method (MQTT 5 §3.1.2.11.10)', async (t) => {
  t.equal(refusal(undefined, 0x10, connectWith(0x16, 'x')), 'MQTT5-2.2.2.2 0x82');
  t.equal(refusal(undefined, 0x10, connectWith(0x15, 'm', 0x16, 'x')), 'connect');
});

t.test('a CONNECT that ends anywhere before its end is refused', async (t) => {
  const whole = connectBody(5, 0xee, 'c', properties(0x18, 0, 0, 0, 1), 'w', 'x', 'user', 'secret');
  for (let end = 0; end < whole.length; end += 1)
    t.equal(decodePacket(0x10, whole.subarray(0, end), undefined).kind, 'malformed', `${end} bytes`);
  t.equal(decodePacket(0x10, whole, undefined).kind, 'connect');
});
