import type { ConnectPacket } from '@ocpp-broker/mqtt';
import t from 'tap';
import { toAedes } from '../../src/aedes/aedes-packets.ts';

const connect: ConnectPacket = {
  kind: 'connect',
  version: 5,
  clean: true,
  keepaliveSeconds: 30,
  clientId: 'CP1',
  receiveMaximum: 10,
  topicAliasMaximum: 0,
  requestResponseInformation: false,
  requestProblemInformation: true,
};

t.test('a CONNECT says what Aedes asks of it, and nothing that was not sent', async (t) => {
  t.same(toAedes(connect), {
    cmd: 'connect',
    length: 0,
    protocolVersion: 5,
    clean: true,
    keepalive: 30,
    clientId: 'CP1',
    properties: {},
  });
  const whole = toAedes({
    ...connect,
    version: 4,
    clean: false,
    username: 'alice',
    password: Buffer.from([0xff]),
    sessionExpirySeconds: 60,
  });
  t.match(whole, {
    protocolVersion: 4,
    clean: false,
    username: 'alice',
    password: Buffer.from([0xff]),
    properties: { sessionExpiryInterval: 60 },
  });
});

t.test('a method of authentication is not shown to Aedes, which would answer it', async (t) => {
  t.notMatch(JSON.stringify(toAedes({ ...connect, authenticationMethod: 'SCRAM' })), /SCRAM/);
});

t.test('a will keeps everything of MQTT 5, of which Aedes sees the delay alone', async (t) => {
  const will = {
    topic: 'will',
    payload: Buffer.from('gone'),
    qos: 1,
    retain: true,
    delaySeconds: 7,
    expirySeconds: 60,
    properties: { contentType: 'text' },
  } as const;
  const { will: forAedes } = toAedes({ ...connect, will });
  t.match(forAedes, { topic: 'will', qos: 1, retain: true, properties: { willDelayInterval: 7 } });
  t.same(Object.keys(forAedes?.properties ?? {}), ['willDelayInterval']);
  t.equal(forAedes?.decoded, will);
});

t.test('a DISCONNECT takes the will away only with reason code 0 (MQTT-3.14.4-3)', async (t) => {
  for (const [reasonCode, forAedes] of [
    [0, 0],
    [0x04, 4],
    [0x80, 4],
    [0x99, 4],
  ] as const) {
    t.same(toAedes({ kind: 'disconnect', reasonCode }), { cmd: 'disconnect', length: 0, reasonCode: forAedes });
  }
  t.match(toAedes({ kind: 'disconnect', reasonCode: 0, sessionExpirySeconds: 0 }), {
    properties: { sessionExpiryInterval: 0 },
  });
});
