import t from 'tap';
import { Configuration } from '../src/configuration.ts';

t.test('all keys are listed when none is asked for, the mandatory ones among them', async (t) => {
  const { configurationKey, unknownKey } = new Configuration(2).list([]) as {
    configurationKey: { key: string; readonly: boolean; value: string }[];
    unknownKey?: unknown;
  };
  const keys = configurationKey.map(({ key }) => key);
  for (const key of [
    'HeartbeatInterval',
    'MeterValueSampleInterval',
    'SupportedFeatureProfiles',
    'ConnectionTimeOut',
  ]) {
    t.ok(keys.includes(key), key);
  }
  t.match(
    configurationKey.find(({ key }) => key === 'NumberOfConnectors'),
    { readonly: true, value: '2' },
  );
  t.equal(unknownKey, undefined);
});

t.test('asked-for keys are found without case, the others are named', async (t) => {
  t.same(new Configuration(1).list(['heartbeatinterval', 'HeartbeatInterval', 'constructor', 'Nope']), {
    configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    unknownKey: ['constructor', 'Nope'],
  });
});

t.test('a change is accepted, rejected or not supported, and only an accepted one counts', async (t) => {
  const configuration = new Configuration(1);
  const outcomes = [
    ['HEARTBEATINTERVAL', '10', 'Accepted'],
    ['HeartbeatInterval', '-1', 'Rejected'],
    ['HeartbeatInterval', 'soon', 'Rejected'],
    ['NumberOfConnectors', '5', 'Rejected'],
    ['LocalPreAuthorize', 'TRUE', 'Accepted'],
    ['LocalPreAuthorize', 'yes', 'Rejected'],
    ['MeterValuesSampledData', 'SoC, Voltage', 'Accepted'],
    ['MeterValuesSampledData', 'SoC,Weather', 'Rejected'],
    ['MeterValuesSampledData', ','.repeat(501), 'Rejected'],
    ['__proto__', 'x', 'NotSupported'],
  ] as const;
  for (const [key, value, expected] of outcomes) {
    t.equal(configuration.change(key, value), expected, `${key} = ${value.slice(0, 20)}`);
  }
  t.equal(configuration.count('HeartbeatInterval'), 10);
  t.equal(configuration.flag('LocalPreAuthorize'), true);
  t.same(configuration.sampledMeasurands(), ['SoC', 'Voltage']);
});

t.test('a count that is set from inside becomes a whole number of at least 0', async (t) => {
  const configuration = new Configuration(1);
  configuration.setCount('HeartbeatInterval', 12.6);
  t.equal(configuration.count('HeartbeatInterval'), 13);
  configuration.setCount('HeartbeatInterval', -5);
  t.equal(configuration.count('HeartbeatInterval'), 0);
  t.throws(() => configuration.count('Nope'), { message: 'no configuration key Nope' });
});
