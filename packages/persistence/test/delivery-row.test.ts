import type { Will } from '@ocpp-broker/mqtt';
import t from 'tap';
import { encodeDelivery, encodeRetained, encodeWill, toStoredWill } from '../src/delivery-row.ts';
import { delivery, message } from './fixture/open.ts';

t.test('a message without properties has an empty column, one with identifiers alone has not', async (t) => {
  t.equal(encodeDelivery(delivery('a')).properties, null);
  t.strictSame(encodeDelivery({ ...delivery('a'), identifiers: [5] }).properties, Buffer.from([0x0b, 5]));
  t.equal(encodeRetained(message('a')).properties, null);
});

t.test('what a delivery does not say is null', async (t) => {
  t.match(encodeDelivery(delivery('a')), { share: null, publisher: null, expires_at: null, copies: 1 });
  const said = { ...delivery('a'), share: '$share/g/a', message: message('a', 'x', { from: 'c', expiresAt: 5 }) };
  t.match(encodeDelivery(said), { share: '$share/g/a', publisher: 'c', expires_at: 5 });
});

t.test('an expiry that is no whole millisecond is one', async (t) => {
  t.equal(encodeDelivery(delivery('a', 'x', { expiresAt: 5.9 })).expires_at, 5);
  t.equal(encodeRetained(message('a', 'x', { expiresAt: 5.9 })).expires_at, 5);
});

t.test('a will without a delay takes no room for it, and comes back with 0', async (t) => {
  const will: Will = { topic: 'w', payload: Buffer.from('x'), qos: 1, retain: true, delaySeconds: 0 };
  const row = encodeWill('c', will);
  t.equal(row.properties, null);
  t.match(toStoredWill(row), { clientId: 'c', will });
  t.match(toStoredWill(encodeWill('c', { ...will, delaySeconds: 9 })).will, { delaySeconds: 9 });
});
