import fc from 'fast-check';
import t from 'tap';
import { defaultSettings, parseSettings, problemsMax, SettingsError, settingsDocument } from '../src/index.ts';
import { goodDocuments, wildDocuments } from './arbitrary-document.ts';
import { linesOf, pathsOf, problemsOf } from './problems.ts';

const parse = (...documents: readonly unknown[]) =>
  parseSettings(documents.map((document) => ({ source: 'test', document })));

t.test('without layers the settings are the defaults, complete and frozen', async (t) => {
  t.strictSame(parse(), defaultSettings());
  t.strictSame(parse({}, null, undefined), defaultSettings());
  const changed = parse({ log: { level: 'debug' }, mqtt: { listeners: { tcp: { second: { bind: 0 } } } } });
  t.ok(Object.isFrozen(changed.log) && Object.isFrozen(changed.mqtt.listeners.tcp.second));
});

t.test('a later layer is stronger, and what it does not say stays', async (t) => {
  const { gateway } = parse(
    { gateway: { ocpp: { idle_timeout: '1m', ping_interval: '5s' } } },
    { gateway: { ocpp: { idle_timeout: '2m' } } },
  );
  t.equal(gateway.ocpp.idle_timeout, '2m');
  t.equal(gateway.ocpp.ping_interval, '5s');
  t.equal(gateway.ocpp.call_timeout, '30s');
});

t.test('lists are replaced as a whole', async (t) => {
  const cors = (...origins: string[]) => ({ api: { cors: { origins } } });
  t.strictSame(parse(cors('http://a', 'http://b'), cors('http://c')).api.cors.origins, ['http://c']);
});

t.test('a named listener merges with the default one, and null takes it away', async (t) => {
  const merged = parse({
    mqtt: { listeners: { tcp: { default: { bind: '127.0.0.1:1884' }, second: { bind: 1885 } } } },
  });
  const { bind, ...others } = defaultSettings().mqtt.listeners.tcp.default ?? { bind: undefined };
  t.equal(bind, '0.0.0.0:1883');
  t.strictSame(merged.mqtt.listeners.tcp, {
    default: { bind: '127.0.0.1:1884', ...others },
    second: { bind: 1885, ...others },
  });
  t.strictSame(parse({ mqtt: { listeners: { ws: { default: null } } } }).mqtt.listeners.ws, {});
});

t.test('a section left empty in a file leaves everything as it was', async (t) => {
  t.strictSame(parse({ mqtt: null, gateway: { ocpp: null } }), defaultSettings());
});

t.test('the problems of all layers come at once, each with its source', async (t) => {
  const found = problemsOf(
    { gateway: { ocpp: { idle_timout: '3s', call_timeout: 'soon' } } },
    { gateway: { ocpp: { call_timeout: '5s' } }, log: { level: 'loud' } },
    { api: { bind: 1883 } },
  );
  t.strictSame(
    found.map(({ path, source }) => `${source} ${path}`),
    [
      'first gateway.ocpp.idle_timout',
      'first gateway.ocpp.call_timeout',
      'second log.level',
      'third mqtt.listeners.tcp.default.bind',
    ],
  );
});

t.test('a value that was refused is not blamed a second time for what its stand-in does', async (t) => {
  t.strictSame(pathsOf({ api: { bind: 1883 }, mqtt: { listeners: { tcp: { default: { bind: 'nowhere' } } } } }), [
    'mqtt.listeners.tcp.default.bind',
  ]);
  t.strictSame(pathsOf({ gateway: { ocpp: { ping_interval: 'often', idle_timeout: '10s' } } }), [
    'gateway.ocpp.ping_interval',
  ]);
});

t.test('not more problems are thrown than anybody reads', async (t) => {
  const keys = Object.fromEntries(Array.from({ length: problemsMax }, (_, index) => [`key${index}`, 1]));
  t.equal(problemsOf(keys, keys).length, problemsMax);
});

t.test('the error is a SettingsError with a code', async (t) => {
  t.throws(() => parse({ log: { level: 'loud' } }), { code: 'settings_invalid' });
  t.strictSame(linesOf({ log: { level: 'loud' } }), [
    'log.level: must be trace, debug, info, warn, error, fatal or silent',
  ]);
});

t.test('whatever the documents are, nothing but a SettingsError is thrown', async () => {
  const harmless = (...documents: readonly unknown[]): boolean => {
    try {
      parse(...documents);
      return true;
    } catch (error) {
      return error instanceof SettingsError && error.problems.length > 0;
    }
  };
  fc.assert(
    fc.property(fc.anything({ withDate: true, withMap: true, withNullPrototype: true, withBigInt: true }), harmless),
    { numRuns: 300 },
  );
  fc.assert(fc.property(wildDocuments(), wildDocuments(), harmless), { numRuns: 300 });
});

t.test('settings parsed again are the same settings', async (t) => {
  let whole = 0;
  fc.assert(
    fc.property(goodDocuments(), goodDocuments(), (first, second) => {
      const once = parse(first, second);
      t.strictSame(parse(settingsDocument(once)), once);
      const keepsDefaults = [once.mqtt.listeners.tcp, once.mqtt.listeners.ws, once.gateway.ocpp.listeners.ws].every(
        (map) => Object.hasOwn(map, 'default'),
      );
      if (!keepsDefaults) return;
      whole++;
      t.strictSame(parse(once), once);
    }),
    { numRuns: 100 },
  );
  t.ok(whole > 10);
});

t.test('a document of settings without a default listener says so', async (t) => {
  const settings = parse({ mqtt: { listeners: { tcp: { default: null } } } });
  t.match(settingsDocument(settings), { mqtt: { listeners: { tcp: { default: null } } } });
  t.strictSame(settingsDocument(defaultSettings()), defaultSettings());
});
