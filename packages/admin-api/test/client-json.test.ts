import t from 'tap';
import { printGatewayClient, printMqttClient, printSubscription } from '../src/client-json.ts';
import { fullGatewayClient } from './fixtures/memory-clients.ts';

t.test('a charge point told in full is printed in full', async (t) => {
  t.same(printGatewayClient(fullGatewayClient, 'node-1'), {
    node: 'node-1',
    clientid: 'CP1',
    username: 'alice',
    mountpoint: 'ocpp/',
    listener: 'ocpp:ws:default',
    proto_name: 'OCPP',
    proto_ver: '1.6',
    ip_address: '10.0.0.1',
    port: 50_001,
    is_bridge: false,
    connected: true,
    connected_at: '2024-01-01T00:00:00.000Z',
    disconnected_at: null,
    created_at: '2024-01-01T00:00:00.000Z',
    keepalive: 300,
    clean_start: true,
    expiry_interval: 0,
    subscriptions_cnt: 1,
    subscriptions_max: 1,
    inflight_cnt: 1,
    inflight_max: 1,
    mqueue_len: 2,
    mqueue_max: 100,
    mqueue_dropped: 3,
    awaiting_rel_cnt: 0,
    awaiting_rel_max: 0,
    recv_oct: 10,
    recv_cnt: 11,
    recv_pkt: 12,
    recv_msg: 13,
    send_oct: 20,
    send_cnt: 21,
    send_pkt: 22,
    send_msg: 23,
    ocpp: {
      vendor: 'vendor1',
      model: 'model1',
      serial_number: 'S1',
      firmware_version: '1.0',
      boot_status: 'Accepted',
      last_seen_at: '2024-01-01T01:00:00.000Z',
      last_heartbeat_at: '2024-01-01T00:00:00.000Z',
      connectors: [{ id: 1, evse_id: null, status: 'Available', error_code: 'NoError' }],
      pending_call: { unique_id: 'u1', action: 'Reset', sent_at: '2024-01-01T00:00:00.000Z' },
      last_error: null,
    },
  });
});

t.test('a connector of OCPP 2.x belongs to an EVSE, and has no error code', async (t) => {
  const connectors = [{ id: 2, evseId: 1, status: 'Occupied', errorCode: '' }];
  const client = { clientId: 'CP9', protocolVersion: '2.0.1', connected: true, ocpp: { connectors } };
  t.match(printGatewayClient(client, 'node-1'), {
    ocpp: { connectors: [{ id: 2, evse_id: 1, status: 'Occupied', error_code: null }] },
  });
});

t.test('what is unknown of a client is 0, false or null', async (t) => {
  const client = printGatewayClient({ clientId: 'CP9', protocolVersion: '1.6', connected: true }, 'node-1');
  t.match(client, { username: null, ip_address: null, port: 0, keepalive: 0, clean_start: false, created_at: null });
  t.match(client, { ocpp: { vendor: null, connectors: [], pending_call: null } });
  t.equal(Object.keys(client).length, Object.keys(printGatewayClient(fullGatewayClient, '')).length);
});

t.test('an MQTT client bears the number and the name of its version', async (t) => {
  const named = (protocolVersion: string) => printMqttClient({ clientId: 'c', protocolVersion, connected: true }, 'n');
  t.match(named('3'), { proto_name: 'MQIsdp', proto_ver: 3 });
  t.match(named('4'), { proto_name: 'MQTT', proto_ver: 4 });
  t.match(named('5'), { proto_name: 'MQTT', proto_ver: 5 });
  t.notOk('ocpp' in named('5'));
});

t.test('the options of a subscription are numbers', async (t) => {
  t.same(printSubscription({ topic: 'a', qos: 1 }), { topic: 'a', qos: 1, nl: 0, rap: 0, rh: 0 });
  t.same(printSubscription({ topic: 'a', qos: 0, noLocal: true, retainAsPublished: true, retainHandling: 2 }), {
    topic: 'a',
    qos: 0,
    nl: 1,
    rap: 1,
    rh: 2,
  });
});

t.test('an MQTT client shows its listener under the name that EMQX has for it', async (t) => {
  const listenerOf = (listener: string) =>
    (
      printMqttClient({ clientId: 'c', protocolVersion: '5', connected: true, listener }, 'n') as Record<
        string,
        unknown
      >
    ).listener;
  t.equal(listenerOf('tls:default'), 'ssl:default');
  t.equal(listenerOf('tcp:tls:x'), 'tcp:tls:x');
});
