import t from 'tap';
import { linesOf, pathsOf, problemsOf } from './problems.ts';

const timing = (idle_timeout: string, ping_interval: string) => ({
  gateway: { ocpp: { idle_timeout, ping_interval } },
});

t.test('the idle timeout is longer than the ping interval', async (t) => {
  t.strictSame(linesOf(timing('20001ms', '20s')), []);
  t.strictSame(linesOf(timing('1m', '60s')), [
    'gateway.ocpp.idle_timeout: must be longer than gateway.ocpp.ping_interval, or a quiet charge point is closed before its first pong',
  ]);
});

t.test('without pings any idle timeout will do', async (t) => {
  t.strictSame(linesOf(timing('100ms', '0s')), []);
});

t.test('the layer that moved one of the two is the one to blame', async (t) => {
  const found = problemsOf(
    { gateway: { ocpp: { idle_timeout: '25s' } } },
    { gateway: { ocpp: { ping_interval: '1m' } } },
  );
  t.strictSame(
    found.map(({ path, source }) => [path, source]),
    [['gateway.ocpp.idle_timeout', 'second']],
  );
});

t.test('messages are dropped before a slow client is disconnected', async (t) => {
  const slow = (drop_qos0_above: string, disconnect_above: string) => ({
    mqtt: { slow_client: { drop_qos0_above, disconnect_above } },
  });
  t.strictSame(linesOf(slow('1024KB', '1MB')), []);
  t.strictSame(linesOf(slow('2MB', '1MB')), [
    'mqtt.slow_client.drop_qos0_above: must not be above mqtt.slow_client.disconnect_above',
  ]);
});

const points = (charge_points: unknown, all: object = {}) => ({ gateway: { ocpp: { ...all, charge_points } } });
const closed = 'or it is closed before its first pong';
const cp1 = 'gateway.ocpp.charge_points.CP1';

t.test('a charge point too is pinged before it is given up, whichever of the two is its own', async (t) => {
  t.strictSame(linesOf(points({ CP1: { idle_timeout: '20s' } })), [
    `${cp1}.idle_timeout: must be longer than gateway.ocpp.ping_interval, ${closed}`,
  ]);
  t.strictSame(linesOf(points({ CP1: { ping_interval: '30s' } })), [
    `${cp1}.ping_interval: must be shorter than gateway.ocpp.idle_timeout, ${closed}`,
  ]);
  t.strictSame(linesOf(points({ CP1: { ping_interval: '2m', idle_timeout: '1m' } })), [
    `${cp1}.idle_timeout: must be longer than the ping_interval beside it, ${closed}`,
  ]);
  t.strictSame(linesOf(points({ CP1: { ping_interval: '2m', idle_timeout: '3m' } })), []);
  t.strictSame(linesOf(points({ CP1: { ping_interval: '0s', idle_timeout: '1s' }, CP2: {} })), []);
});

t.test('a charge point that leaves both to the settings of all is not blamed for them', async (t) => {
  t.strictSame(pathsOf(points({ CP1: { version: '2.1' } }, { ping_interval: '2m' })), ['gateway.ocpp.idle_timeout']);
});

t.test('the layer that moved the ping interval of all is to blame for what it does to one', async (t) => {
  const found = problemsOf(points({ 'a.b': { idle_timeout: '25s' } }), points({}, { ping_interval: '26s' }), {});
  t.strictSame(
    found.map(({ path, source }) => [path, source]),
    [['gateway.ocpp.charge_points.a.b.idle_timeout', 'second']],
  );
});

t.test('a refused value of a charge point is named once, dots in its identity or not', async (t) => {
  const found = pathsOf(points({ 'a.b/c': { ping_interval: 'often', idle_timeout: '15s' } }));
  t.strictSame(found, ['gateway.ocpp.charge_points.a.b/c.ping_interval']);
});

t.test('the responder answers before the reply timeout does', async (t) => {
  const answers = (after: string, reply_timeout: string, enable = true) => ({
    gateway: { ocpp: { reply_timeout, responder: { enable, after } } },
  });
  t.strictSame(linesOf(answers('1s', '1s')), [
    'gateway.ocpp.responder.after: must be shorter than gateway.ocpp.reply_timeout, or the charge point has its InternalError first',
  ]);
  t.strictSame(linesOf(answers('999ms', '1s')), []);
  t.strictSame(linesOf(answers('1h', '0s')), [], 'nobody else ever answers');
  t.strictSame(linesOf(answers('1s', '1s', false)), [], 'it is off');
});

t.test('the largest message finds room in a queue and among the retained ones', async (t) => {
  const mqtt = (settings: object) => linesOf({ mqtt: settings });
  const why = 'or the largest message finds no place';
  t.strictSame(mqtt({ max_packet_size: '128MB' }), [
    `mqtt.sessions.queue.max_bytes: must not be below mqtt.max_packet_size, ${why}`,
  ]);
  t.strictSame(mqtt({ retained: { max_bytes: '512KB' } }), [
    `mqtt.retained.max_bytes: must not be below mqtt.max_packet_size, ${why}`,
  ]);
  t.strictSame(mqtt({ sessions: { queue: { max_total_bytes: '63MB' } } }), [
    'mqtt.sessions.queue.max_total_bytes: must not be below mqtt.sessions.queue.max_bytes, or no client could use it',
  ]);
  t.strictSame(mqtt({ max_packet_size: '64MB' }), []);
});

t.test('a client that keeps to its receive maximum is not refused for its QoS 2 publishes', async (t) => {
  const found = (receive_maximum: number, max_awaiting_rel: number) =>
    pathsOf({ mqtt: { receive_maximum, max_awaiting_rel } });
  t.strictSame(found(10, 10), []);
  t.strictSame(found(11, 10), ['mqtt.max_awaiting_rel']);
});
