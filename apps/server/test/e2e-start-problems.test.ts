// Shows of issue 2: "A port in use, an unreadable file, an unknown key or a wrong value: one clear message with the path of every
// problem, exit code 1, no stack trace"; and of its bad input: "a settings document with three errors at once (all three named, nothing
// applied) · a data folder that cannot be written, a database from a newer version".

import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@ocpp-broker/config';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { startServer } from '../src/server.ts';
import { settingsLayers } from '../src/settings-sources.ts';
import { StartError } from '../src/start-error.ts';
import { type Environment, runMain, usualEnvironment } from './fixtures/running-main.ts';
import { occupiedPort } from './fixtures/running-process.ts';
import { adminPassword, startTestServer, temporaryFolder } from './fixtures/running-server.ts';

// Many starts and passwords: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

/** Tries to start the real process, and returns the message that it ended with. */
async function refusalOfProcess(t: Test, environment: Environment = {}, args: readonly string[] = []): Promise<string> {
  const usual = { ...usualEnvironment(temporaryFolder(t)), OCPP_BROKER_DATA_DIR: temporaryFolder(t) };
  const program = runMain(t, temporaryFolder(t), { ...usual, ...environment }, args);
  t.same(await program.end(20_000), { code: 1, signal: null }, program.stderr());
  t.notMatch(program.stderr(), /^\s+at |node:internal|Error:/m, 'no stack trace');
  t.notMatch(program.stdout(), /listening:/);
  return program.stderr();
}

/** The same in this process, which is sooner done: what main.ts prints is the message of the error, and nothing else. */
async function refusal(t: Test, environment: Environment = {}, settingsFile?: string): Promise<string> {
  const usual = { ...usualEnvironment(temporaryFolder(t)), OCPP_BROKER_DATA_DIR: temporaryFolder(t) };
  try {
    const server = await startServer({
      layers: settingsLayers(settingsFile, { ...usual, ...environment }),
      adminPassword,
      version: '0.0.0-test',
      consoleDirectory: '',
      createLog: () => pino({ level: 'silent' }),
      print: () => t.fail('a password was shown'),
    });
    await server.close();
    throw new Error('the server started');
  } catch (error) {
    t.ok(error instanceof SettingsError || error instanceof StartError, String(error));
    return (error as Error).message;
  }
}

t.test('three wrong settings, from a file and from the environment, are all named, and nothing is made', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, 'gateway:\n  ocpp:\n    idle_timeout: soon\nmqtt:\n  max_connections: many\n');
  const data = join(folder, 'data');
  const environment = {
    OCPP_BROKER_DATA_DIR: data,
    OCPP_BROKER_GATEWAY__OCPP__MESSAGE_FORMAT_CHECKING: 'sometimes',
  };
  const message = await refusalOfProcess(t, environment, ['--config', file]);
  for (const path of ['gateway.ocpp.idle_timeout', 'mqtt.max_connections', 'gateway.ocpp.message_format_checking']) {
    t.match(message, path);
  }
  t.match(message, file, 'the file is named');
  t.match(message, 'environment');
  t.equal(existsSync(data), false);
});

t.test('unknown keys are named, with what was probably meant', async (t) => {
  const file = join(temporaryFolder(t), 'settings.yaml');
  writeFileSync(file, 'gateway: { ocpp: { mountpiont: x/ } }\nmqqt: {}\n');
  const message = await refusal(t, { OCPP_BROKER_API__BINDD: '1' }, file);
  t.match(message, /gateway\.ocpp\.mountpiont: .*mountpoint/);
  t.match(message, /mqqt: /);
  t.match(message, /OCPP_BROKER_API__BINDD: .*OCPP_BROKER_API__BIND/);
});

t.test('every port in use is named with its setting', async (t) => {
  const [api, tcp, ocpp] = [await occupiedPort(t), await occupiedPort(t), await occupiedPort(t)];
  const message = await refusalOfProcess(t, {
    OCPP_BROKER_API__BIND: `127.0.0.1:${api}`,
    OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: `127.0.0.1:${tcp}`,
    OCPP_BROKER_GATEWAY__OCPP__LISTENERS__WS__DEFAULT__BIND: `127.0.0.1:${ocpp}`,
  });
  for (const [path, port] of [
    ['api.bind', api],
    ['mqtt.listeners.tcp.default.bind', tcp],
    ['gateway.ocpp.listeners.ws.default.bind', ocpp],
  ]) {
    t.match(message, `${path}: 127.0.0.1:${port}: the port is in use`);
  }
});

t.test('a settings file that is not there, is a folder or is no YAML is named', async (t) => {
  const folder = temporaryFolder(t);
  const missing = join(folder, 'missing.yaml');
  t.match(await refusal(t, {}, missing), `${missing} cannot be read: there is no such file or folder`);
  t.match(await refusalOfProcess(t, { OCPP_BROKER_CONFIG: folder }), `${folder} cannot be read: it is a folder`);
  const wrong = join(folder, 'wrong.yaml');
  writeFileSync(wrong, 'api:\n  bind: [1,\n');
  t.match(await refusal(t, {}, wrong), `${wrong}: is not YAML`);
});

t.test('every bootstrap file that cannot be read is named with its setting', async (t) => {
  const folder = temporaryFolder(t);
  const message = await refusal(t, {
    OCPP_BROKER_API__BOOTSTRAP_FILE: join(folder, 'no-keys'),
    OCPP_BROKER_MQTT__AUTHENTICATION__BOOTSTRAP_FILE: folder,
    OCPP_BROKER_GATEWAY__OCPP__AUTHENTICATION__BOOTSTRAP_FILE: join(folder, 'no-users.csv'),
  });
  t.match(message, `api.bootstrap_file: ${join(folder, 'no-keys')} cannot be read`);
  t.match(message, `mqtt.authentication.bootstrap_file: ${folder} cannot be read: it is a folder`);
  t.match(message, `gateway.ocpp.authentication.bootstrap_file: ${join(folder, 'no-users.csv')} cannot be read`);
});

t.test('every wrong line of every bootstrap file is named, and no password of it is shown', async (t) => {
  const folder = temporaryFolder(t);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const keys = file('keys', 'fine:hush-1\nno-secret\nking:hush-2:king\n');
  const users = file('users.csv', 'user_id,password\nok,hush-3\n,hush-4\nalso,hush-5,more\n');
  const list = file('users.json', '[{"user_id":"a","password":"hush-6"},\n{"user_id":"a","password":7}]');
  const message = await refusal(t, {
    OCPP_BROKER_API__BOOTSTRAP_FILE: keys,
    OCPP_BROKER_MQTT__AUTHENTICATION__BOOTSTRAP_FILE: users,
    OCPP_BROKER_GATEWAY__OCPP__AUTHENTICATION__BOOTSTRAP_FILE: list,
  });
  for (const place of [`${keys}:2: `, `${keys}:3: `, `${users}:3: `, `${users}:4: `, `${list}:2: `])
    t.match(message, place);
  t.notMatch(message, /hush/);
});

t.test('a data folder that cannot be made is named', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a-file'), '');
  const data = join(folder, 'a-file', 'data');
  t.match(await refusal(t, { OCPP_BROKER_DATA_DIR: data }), `data_dir: ${data} cannot be written: a part of the path`);
  t.match(await refusal(t, { OCPP_BROKER_DATA_DIR: join(folder, 'a-file') }), 'data_dir: ');
});

t.test('a database of a newer version is refused and left alone, whichever of the two it is', async (t) => {
  const folder = temporaryFolder(t);
  const running = await startTestServer(t, { folder, persistence: 'sqlite' });
  await running.close();
  for (const name of ['ocpp-broker.db', 'mqtt.db']) {
    const newer = temporaryFolder(t);
    for (const file of ['ocpp-broker.db', 'mqtt.db']) copyFileSync(join(folder, file), join(newer, file));
    setUserVersion(join(newer, name), 9_999);
    const message = await refusalOfProcess(t, { OCPP_BROKER_DATA_DIR: newer });
    t.match(message, new RegExp(`data_dir: \\S*${name} was written by a newer (release|version).*9999`));
    t.same(
      readdirSync(newer).filter((file) => file.endsWith('-wal')),
      [],
      'nothing is left open',
    );
  }
});

t.test('a file that is no database, and a folder that another process uses, are named', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'ocpp-broker.db'), 'not a database, but long enough to be looked at as one\n'.repeat(100));
  t.match(await refusal(t, { OCPP_BROKER_DATA_DIR: folder }), /data_dir: \S+ocpp-broker\.db is damaged or no SQLite/);
  const used = temporaryFolder(t);
  await startTestServer(t, { folder: used, persistence: 'sqlite' });
  t.match(await refusal(t, { OCPP_BROKER_DATA_DIR: used }), /data_dir: \S+\.db is (in use|locked) by another/);
});

t.test('a certificate that is not there and a schema folder that is no good are named', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(join(folder, 'schemas', 'x.json'), '{');
  t.match(
    await refusal(t, { OCPP_BROKER_GATEWAY__OCPP__JSON_SCHEMA_DIR: join(folder, 'schemas') }),
    /gateway\.ocpp\.json_schema_dir: .*x\.json/,
  );
  const certificate = join(folder, 'cert.pem');
  const listener = {
    enable: true,
    bind: '127.0.0.1:0',
    ssl_options: { certfile: certificate, keyfile: certificate },
  };
  const message = await refusal(t, {
    OCPP_BROKER_MQTT__LISTENERS__TLS__DEFAULT: JSON.stringify(listener),
    OCPP_BROKER_GATEWAY__OCPP__LISTENERS__WSS__DEFAULT: JSON.stringify(listener),
  });
  t.match(message, `mqtt.listeners.tls.default.ssl_options.certfile: ${certificate} cannot be read`);
});

/** Bytes 60 to 63 of a SQLite file are its `user_version`, big-endian. */
function setUserVersion(file: string, version: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(version);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, 4, 60);
  closeSync(descriptor);
}

t.test('settings of the API that are no good any more can be left out', async (t) => {
  const folder = temporaryFolder(t);
  const running = await startTestServer(t, { folder, persistence: 'sqlite' });
  const schemas = temporaryFolder(t);
  t.equal((await running.api('PUT /gateways/ocpp', { json_schema_dir: schemas, call_timeout: '7s' })).status, 204);
  await running.close();
  rmSync(schemas, { recursive: true });
  const parts = {
    version: '0',
    consoleDirectory: '',
    createLog: () => pino({ level: 'silent' }),
    print: () => undefined,
  };
  const layers = settingsLayers(undefined, { ...usualEnvironment(folder), OCPP_BROKER_DATA_DIR: folder });
  await t.rejects(startServer({ ...parts, layers }), { code: 'settings_invalid' });
  const server = await startServer({ ...parts, layers, isStoredIgnored: true });
  t.equal(server.settings.current.gateway.ocpp.json_schema_dir, '');
  await server.close();
});
