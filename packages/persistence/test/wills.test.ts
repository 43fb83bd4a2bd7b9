import type { Will } from '@ocpp-broker/mqtt';
import t from 'tap';
import { open } from './fixture/open.ts';

const full: Will = {
  topic: 'died/ü',
  payload: Buffer.from([0xff, 0]),
  qos: 2,
  retain: true,
  delaySeconds: 5,
  expirySeconds: 60,
  properties: {
    payloadFormatIndicator: 1,
    contentType: 'x',
    userProperties: [
      ['a', '1'],
      ['a', '2'],
    ],
  },
};
const plain: Will = {
  ...{ topic: 'died', payload: Buffer.alloc(0), qos: 0, retain: false, delaySeconds: 0 },
  ...{ expirySeconds: undefined, properties: undefined },
};

t.test('wills are there after a restart, whole, by whatever name', async (t) => {
  const first = open(t);
  first.store.putWill('__proto__', plain);
  first.store.putWill('__proto__', full);
  first.store.putWill('constructor', plain);
  first.store.putWill('gone', plain);
  first.store.deleteWill('gone');
  first.store.deleteWill('gone');
  await first.store.destroy();
  const { store } = open(t, { path: first.path });
  const wills = new Map(store.wills().map(({ clientId, will }) => [clientId, will]));
  t.strictSame(wills.get('__proto__'), full);
  t.strictSame(wills.get('constructor'), plain);
  t.equal(wills.size, 2);
  t.equal(store.stats().wills, 2);
});

t.test('a client without a session can have a will', async (t) => {
  const { store } = open(t);
  store.putWill('passing', plain);
  store.endSession('passing');
  t.equal(store.wills().length, 1);
});
