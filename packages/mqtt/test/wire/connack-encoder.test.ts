import t from 'tap';
import { encodeConnack, reasonCode } from '../../src/index.ts';
import { reasonStringCharactersMax } from '../../src/wire/property-writer.ts';
import { readBack } from './reading-back.ts';

const hex = (...parts: Parameters<typeof encodeConnack>) => encodeConnack(...parts).toString('hex');

t.test('a CONNACK of MQTT 3.1.1 has session present and a return code', async (t) => {
  t.equal(hex({ version: 4, sessionPresent: false, reasonCode: 0 }), '20020000');
  t.equal(hex({ version: 4, sessionPresent: true, reasonCode: 0 }), '20020100');
  t.equal(hex({ version: 4, sessionPresent: false, reasonCode: reasonCode.notAuthorized }), '20020005');
});

t.test('MQTT 3.1 has no session present', async (t) => {
  t.equal(hex({ version: 3, sessionPresent: true, reasonCode: 0 }), '20020000');
});

t.test('a refusal never says that a session is present [MQTT-3.2.2-4], of MQTT 5 [MQTT-3.2.2-6]', async (t) => {
  t.equal(hex({ version: 4, sessionPresent: true, reasonCode: reasonCode.banned }), '20020005');
  t.equal(hex({ version: 5, sessionPresent: true, reasonCode: reasonCode.banned }), '2003008a00');
});

t.test('a reason for which MQTT 3 has no word becomes "server unavailable"', async (t) => {
  t.equal(hex({ version: 4, sessionPresent: false, reasonCode: reasonCode.topicNameInvalid }), '20020003');
});

t.test('MQTT 5 gets the reason and every property that is there', async (t) => {
  t.equal(hex({ version: 5, sessionPresent: true, reasonCode: 0 }), '2003010000');
  const bytes = encodeConnack({
    version: 5,
    sessionPresent: false,
    reasonCode: reasonCode.quotaExceeded,
    properties: {
      sessionExpirySeconds: 0xffff_ffff,
      receiveMaximum: 20,
      maximumQos: 1,
      retainAvailable: false,
      maximumPacketBytes: 1_048_576,
      assignedClientId: 'auto-1',
      topicAliasMaximum: 10,
      reasonString: 'too many',
      userProperties: [['a', 'b']],
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: true,
      sharedSubscriptionAvailable: false,
      serverKeepaliveSeconds: 30,
      responseInformation: 'r',
      serverReference: 's',
      authenticationMethod: 'm',
      authenticationData: Buffer.from('d'),
    },
  });
  t.match(readBack(bytes, 5), {
    cmd: 'connack',
    sessionPresent: false,
    reasonCode: 0x97,
    properties: {
      sessionExpiryInterval: 0xffff_ffff,
      receiveMaximum: 20,
      maximumQoS: 1,
      retainAvailable: false,
      maximumPacketSize: 1_048_576,
      assignedClientIdentifier: 'auto-1',
      topicAliasMaximum: 10,
      reasonString: 'too many',
      userProperties: { a: 'b' },
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: true,
      sharedSubscriptionAvailable: false,
      serverKeepAlive: 30,
      responseInformation: 'r',
      serverReference: 's',
      authenticationMethod: 'm',
      authenticationData: Buffer.from('d'),
    },
  });
});

t.test('a reason string is cut where it is too long to be read', async (t) => {
  const reasonString = 'x'.repeat(100_000);
  const bytes = encodeConnack({ version: 5, sessionPresent: false, reasonCode: 0x87, properties: { reasonString } });
  t.match(readBack(bytes, 5), { properties: { reasonString: 'x'.repeat(reasonStringCharactersMax) } });
});
