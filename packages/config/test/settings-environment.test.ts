import t from 'tap';
import { isFields } from '../src/document.ts';
import { environmentName, parseSettings, SettingsError, settingsFromEnvironment } from '../src/index.ts';
import { sampleSettings } from './sample-settings.ts';

const documentOf = (environment: Record<string, string>) => {
  const { document, problems } = settingsFromEnvironment(environment);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return document;
};

const problemsOf = (environment: Record<string, string>) =>
  settingsFromEnvironment(environment).problems.map(({ path, message }) => `${path}: ${message}`);

t.test('two underscores stand for the dot', async (t) => {
  t.strictSame(
    documentOf({
      OCPP_BROKER_DATA_DIR: '/data',
      OCPP_BROKER_API__BIND: '127.0.0.1:18083',
      OCPP_BROKER_API__BOOTSTRAP_FILE: 'keys.txt',
      OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: '127.0.0.1:1884',
      OCPP_BROKER_GATEWAY__OCPP__LISTENERS__WS__DEFAULT__BIND: '127.0.0.1:0',
    }),
    {
      data_dir: '/data',
      api: { bind: '127.0.0.1:18083', bootstrap_file: 'keys.txt' },
      mqtt: { listeners: { tcp: { default: { bind: '127.0.0.1:1884' } } } },
      gateway: { ocpp: { listeners: { ws: { default: { bind: '127.0.0.1:0' } } } } },
    },
  );
});

t.test('every setting can be set by its variable', async (t) => {
  const variables = (value: unknown, path: readonly string[]): readonly (readonly [string, string])[] =>
    isFields(value)
      ? Object.entries(value).flatMap(([key, part]) => variables(part, [...path, key]))
      : [[environmentName(path), typeof value === 'string' ? value : JSON.stringify(value)]];
  const layer = settingsFromEnvironment(Object.fromEntries(variables(sampleSettings, [])));
  t.strictSame(parseSettings([{ source: 'environment', ...layer }]), sampleSettings);
});

t.test('keys may be written in any case; actions keep theirs, listeners become lower-case', async (t) => {
  t.strictSame(documentOf({ OCPP_BROKER_log__Level: 'debug' }), { log: { level: 'debug' } });
  t.strictSame(documentOf({ OCPP_BROKER_MQTT__LISTENERS__TCP__SITE2__ENABLE: 'false' }), {
    mqtt: { listeners: { tcp: { site2: { enable: false } } } },
  });
  t.strictSame(
    documentOf({ OCPP_BROKER_GATEWAY__OCPP__UPSTREAM__TOPIC_OVERRIDE_MAPPING__BootNotification: 'boot/${cid}' }),
    { gateway: { ocpp: { upstream: { topic_override_mapping: { BootNotification: 'boot/${cid}' } } } } },
  );
});

t.test('identities keep their case; those that no variable can name come as JSON', async (t) => {
  const document = documentOf({
    OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS: '{"a.b__c/D":{"version":"2.1"},"Cp1":{"version":"1.6"}}',
    OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__Cp1__VERSION: '2.0.1',
    OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__CP1__PING_INTERVAL: '5s',
  });
  t.strictSame(document, {
    gateway: {
      ocpp: {
        charge_points: { 'a.b__c/D': { version: '2.1' }, Cp1: { version: '2.0.1' }, CP1: { ping_interval: '5s' } },
      },
    },
  });
  t.equal(
    environmentName(['gateway', 'ocpp', 'charge_points', 'Cp1', 'version']),
    'OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__Cp1__VERSION',
  );
  t.strictSame(problemsOf({ 'OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__a:b__VERSION': '1.6' }), [
    'gateway.ocpp.charge_points.a:b: OCPP_BROKER_GATEWAY__OCPP__CHARGE_POINTS__a:b__VERSION: a name here must be an identity of 1 to 48 characters, without : and control characters',
  ]);
});

t.test('numbers and booleans are read by the type of the setting', async (t) => {
  t.strictSame(documentOf({ OCPP_BROKER_MQTT__MAX_CONNECTIONS: ' 20 ', OCPP_BROKER_API__CONSOLE: 'FALSE' }), {
    mqtt: { max_connections: 20 },
    api: { console: false },
  });
  t.strictSame(documentOf({ OCPP_BROKER_MQTT__MAX_CONNECTIONS: 'many', OCPP_BROKER_API__CONSOLE: '1' }), {
    mqtt: { max_connections: 'many' },
    api: { console: '1' },
  });
  const factor = (text: string) => documentOf({ OCPP_BROKER_WEBHOOKS__billing__RETRY__FACTOR: text });
  t.strictSame(factor(' 1.5 '), { webhooks: { billing: { retry: { factor: 1.5 } } } });
  t.strictSame(factor('2.'), { webhooks: { billing: { retry: { factor: '2.' } } } });
  t.strictSame(documentOf({ OCPP_BROKER_NODE_NAME: '7', OCPP_BROKER_API__BIND: '8080' }), {
    node_name: '7',
    api: { bind: '8080' },
  });
});

t.test('lists and sections are JSON, single settings lie on top of them', async (t) => {
  t.strictSame(
    documentOf({
      OCPP_BROKER_API__CORS__ENABLE: 'true',
      OCPP_BROKER_API__CORS: '{"origins":["http://a"],"enable":false}',
      OCPP_BROKER_MQTT__LISTENERS__WS__DEFAULT: 'null',
    }),
    { api: { cors: { origins: ['http://a'], enable: true } }, mqtt: { listeners: { ws: { default: null } } } },
  );
  t.strictSame(problemsOf({ OCPP_BROKER_API__CORS__ORIGINS: 'http://a' }), [
    'api.cors.origins: OCPP_BROKER_API__CORS__ORIGINS must hold JSON',
  ]);
  t.strictSame(
    documentOf({ OCPP_BROKER_API__CORS: '[]', OCPP_BROKER_API__CORS__ENABLE: 'true' }),
    { api: { cors: [] } },
    'what is wrong stays, to be refused',
  );
});

t.test('a variable that is no setting is named, with the one that was meant', async (t) => {
  t.strictSame(
    problemsOf({
      OCPP_BROKER_LOG__LEVL: 'info',
      OCPP_BROKER_LOG_LEVEL: 'info',
      OCPP_BROKER_LOG__LEVEL__X: 'info',
      OCPP_BROKER_: 'x',
      OCPP_BROKER___PROTO__: 'x',
      OCPP_BROKER_MQTT__LISTENERS__TCP__CONSTRUCTOR__BIND: '1',
    }),
    [
      'log.levl: OCPP_BROKER_LOG__LEVL: unknown key; did you mean OCPP_BROKER_LOG__LEVEL?',
      'log_level: OCPP_BROKER_LOG_LEVEL: unknown key',
      'log.level.x: OCPP_BROKER_LOG__LEVEL__X: unknown key',
      ': OCPP_BROKER_: unknown key',
      ': OCPP_BROKER___PROTO__: unknown key',
      'mqtt.listeners.tcp.constructor: OCPP_BROKER_MQTT__LISTENERS__TCP__CONSTRUCTOR__BIND: a name here must be of lower-case letters, digits, - and _ such as default',
    ],
  );
});

t.test('its problems are thrown together with those of the other layers', async (t) => {
  const environment = settingsFromEnvironment({ OCPP_BROKER_LOG__LEVL: 'info', OCPP_BROKER_LOG__FORMAT: 'xml' });
  const found = (() => {
    try {
      parseSettings([
        { source: 'file', document: { nothing: 1 } },
        { source: 'environment', ...environment },
      ]);
    } catch (error) {
      return error instanceof SettingsError ? error.problems : [];
    }
    return [];
  })();
  t.strictSame(
    found.map(({ path, source }) => [path, source]),
    [
      ['nothing', 'file'],
      ['log.levl', 'environment'],
      ['log.format', 'environment'],
    ],
  );
});

t.test('two variables for one setting are a problem, whichever comes first', async (t) => {
  const expected = ['log.level: OCPP_BROKER_LOG__LEVEL and OCPP_BROKER_log__level are the same setting'];
  t.strictSame(problemsOf({ OCPP_BROKER_LOG__LEVEL: 'info', OCPP_BROKER_log__level: 'warn' }), expected);
  t.strictSame(problemsOf({ OCPP_BROKER_log__level: 'warn', OCPP_BROKER_LOG__LEVEL: 'info' }), expected);
});

t.test('other variables are not looked at', async (t) => {
  const ignored = ['OCPP_BROKER_ADMIN_PASSWORD', 'OCPP_BROKER_CONFIG'];
  const environment = {
    PATH: '/bin',
    OCPP_BROKER_ADMIN_PASSWORD: 'x',
    OCPP_BROKER_CONFIG: 'y',
    OCPP_BROKER_LOG: undefined,
  };
  t.strictSame(settingsFromEnvironment(environment, 'OCPP_BROKER_', ignored), { document: {}, problems: [] });
});

t.test('the variables that Kubernetes makes of a service named ocpp-broker are not settings', async (t) => {
  t.strictSame(
    documentOf({
      OCPP_BROKER_SERVICE_HOST: '10.0.0.7',
      OCPP_BROKER_SERVICE_PORT: '1883',
      OCPP_BROKER_SERVICE_PORT_MQTT_TCP: '1883',
      OCPP_BROKER_PORT: 'tcp://10.0.0.7:1883',
      OCPP_BROKER_PORT_1883_TCP: 'tcp://10.0.0.7:1883',
      OCPP_BROKER_PORT_1883_TCP_ADDR: '10.0.0.7',
      OCPP_BROKER_PORT_1883_TCP_PROTO: 'tcp',
    }),
    {},
  );
});

t.test('another prefix is as good', async (t) => {
  t.strictSame(settingsFromEnvironment({ X_LOG__LEVEL: 'warn', OCPP_BROKER_LOG__LEVEL: 'info' }, 'X_').document, {
    log: { level: 'warn' },
  });
  t.equal(environmentName(['api', 'bind'], 'X_'), 'X_API__BIND');
});
