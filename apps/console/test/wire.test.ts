import t from 'tap';
import { apiKeys, chargePoint, chargePointPage, gatewayState, mqttClient, userPage } from '../src/wire.ts';
import { listener, chargePoint as sample } from './fixtures/fake-data.ts';

t.test('a charge point is read with its device and its connectors', async (t) => {
  const read = chargePoint(sample('CP1', {}, { pending_call: { unique_id: 'u1', action: 'Reset', sent_at: null } }));
  t.equal(read.clientid, 'CP1');
  t.equal(read.proto_ver, '1.6');
  t.equal(read.ocpp.vendor, 'Wallwerk');
  t.equal(read.ocpp.connectors[1]?.status, 'Charging');
  t.equal(read.ocpp.connectors[1]?.evse_id, null);
  const connectors = [{ id: 1, evse_id: 2, status: 'Occupied', error_code: null }];
  t.strictSame(chargePoint(sample('CP2', {}, { connectors })).ocpp.connectors, connectors);
  t.strictSame(read.ocpp.pending_call, { unique_id: 'u1', action: 'Reset', sent_at: null });
});

t.test('a client of which the server tells nothing but its id can still be shown', async (t) => {
  const read = chargePoint({ clientid: 'CP1' });
  t.equal(read.connected, false);
  t.equal(read.username, null);
  t.strictSame(read.ocpp.connectors, []);
  t.equal(read.ocpp.pending_call, null);
  t.equal(mqttClient({ clientid: 'a', proto_ver: 5 }).proto_ver, '5', 'MQTT has a number for its version');
});

t.test('pages carry their place in the list', async (t) => {
  const meta = { page: 2, limit: 50, count: 51, hasnext: false };
  t.strictSame(chargePointPage({ data: [sample('CP51')], meta }).meta, meta);
  t.strictSame(userPage({ data: [{ user_id: 'u', is_superuser: false }], meta }).data, [
    { user_id: 'u', is_superuser: false, identities: [] },
  ]);
});

t.test('the state of the gateway comes with its listeners', async (t) => {
  const state = gatewayState({ status: 'running', started_at: null, listeners: [listener], idle_timeout: '30s' });
  t.equal(state.listeners[0]?.websocket.path, '/ocpp');
  t.equal(state.listeners[0]?.status.current_connections, 119);
});

t.test('a list that is none reads as an empty one', async (t) => {
  t.strictSame(apiKeys({ data: [] }), []);
});
