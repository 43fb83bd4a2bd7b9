import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findSettings } from '../src/settings-file.ts';
import { temporaryFolder } from './fixtures/run-command.ts';

t.test('the named file counts, then that of the environment; below the environment’s own settings', async (t) => {
  const folder = temporaryFolder(t);
  const named = join(folder, 'named.yaml');
  const other = join(folder, 'other.yaml');
  writeFileSync(named, 'log: { level: warn }\n');
  writeFileSync(other, 'log: { level: debug }\n');
  const environment = { OCPP_BROKER_CONFIG: other, OCPP_BROKER_DATA_DIR: '/x', HOME: '/h' };
  const found = findSettings(named, environment);
  t.equal(found.file, named);
  t.match(found.layers, [
    { source: named, document: { log: { level: 'warn' } } },
    { source: 'environment', document: { data_dir: '/x' }, problems: [] },
  ]);
  t.equal(findSettings(undefined, environment).file, other);
  t.same(findSettings(undefined, { OCPP_BROKER_CONFIG: '' }).file, undefined);
});

t.test('variables of the command and of the first start are no settings; others of the prefix are', async (t) => {
  const ours = { OCPP_BROKER_URL: 'x', OCPP_BROKER_API_KEY: 'a:b', OCPP_BROKER_ADMIN_PASSWORD: 'x' };
  t.same(findSettings(undefined, ours).layers[0]?.problems, []);
  t.equal(findSettings(undefined, { OCPP_BROKER_URI: 'x' }).layers[0]?.problems?.length, 1);
});

t.test('a file that cannot be read is a problem of its layer', async (t) => {
  const file = join(temporaryFolder(t), 'nowhere.yaml');
  t.same(findSettings(file, {}).layers[0], {
    source: file,
    document: {},
    problems: [{ path: '', message: 'cannot be read (ENOENT)', source: file }],
  });
});
