import t from 'tap';
import { SettingsError } from '../src/index.ts';

t.test('the message of a settings error has a line for each problem', async (t) => {
  const error = new SettingsError([
    { path: 'log.level', message: 'must be info', source: 'environment' },
    { path: '', message: 'must be a set of settings', source: 'ocpp-broker.yaml' },
  ]);
  t.equal(error.code, 'settings_invalid');
  t.equal(error.name, 'SettingsError');
  t.strictSame(error.message.split('\n').slice(1), [
    '  log.level: must be info (environment)',
    '  (document): must be a set of settings (ocpp-broker.yaml)',
  ]);
  t.ok(Object.isFrozen(error.problems));
});
