import t from 'tap';
import { chargePointUrl, type ListenerPlace } from '../src/listener-address.ts';
import { listener as sample } from './fixtures/fake-data.ts';

const listener = (more: Partial<ListenerPlace>): ListenerPlace => ({ ...sample, type: 'ws', ...more });

t.test('a listener on all addresses is reached under the name of the page', async (t) => {
  for (const bind of ['0.0.0.0:33033', '[::]:33033', ':33033', '33033']) {
    t.equal(chargePointUrl(listener({ bind }), 'broker.example:18083'), 'ws://broker.example:33033/ocpp/<identity>');
  }
  t.equal(chargePointUrl(listener({ bind: ':1' }), '[fd00::1]:18083'), 'ws://[fd00::1]:1/ocpp/<identity>');
});

t.test('a listener on one address is reached there', async (t) => {
  t.equal(
    chargePointUrl(listener({ bind: '10.0.0.5:33034', type: 'wss' }), 'x'),
    'wss://10.0.0.5:33034/ocpp/<identity>',
  );
});

t.test('a path that ends in a slash gets no second one', async (t) => {
  t.equal(chargePointUrl(listener({ websocket: { path: '/' } }), 'x'), 'ws://x:33033/<identity>');
});
