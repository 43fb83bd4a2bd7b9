import t from 'tap';
import { linesOf, problemsOf } from './problems.ts';

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
