import t from 'tap';
import { bindAddress, diffSettings, durationMs, parseSettings, settingsFromEnvironment } from '../src/index.ts';

t.test('the example of the README holds', async (t) => {
  const file = { gateway: { ocpp: { idle_timeout: '45s' } } };
  const environment = settingsFromEnvironment({ OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: '127.0.0.1:1884' });

  const layers = [
    { source: 'ocpp-broker.yaml', document: file },
    { source: 'environment', ...environment },
  ];
  const before = parseSettings(layers);
  const after = parseSettings([...layers, { source: 'api', document: { gateway: { ocpp: { idle_timeout: '1m' } } } }]);

  t.strictSame(bindAddress(before.mqtt.listeners.tcp.default?.bind ?? 0), { host: '127.0.0.1', port: 1884 });
  t.equal(durationMs(after.gateway.ocpp.idle_timeout), 60_000);
  t.strictSame(diffSettings(before, after), [
    { path: 'gateway.ocpp.idle_timeout', before: '45s', after: '1m', apply: 'live' },
  ]);
});
