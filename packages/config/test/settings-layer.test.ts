import t from 'tap';
import { problemsMax } from '../src/index.ts';
import { childSchema, isNamed, type SettingSchema } from '../src/setting-schema.ts';
import { mayName, readLayer, says } from '../src/settings-layer.ts';
import { settingsSchema } from '../src/settings-schema.ts';

const read = (document: unknown) => readLayer({ source: 'file', document });
const lines = (document: unknown) => read(document).problems.map(({ path, message }) => `${path}: ${message}`);

t.test('an unknown key is an error that names the key that was meant', async (t) => {
  t.strictSame(lines({ gateway: { ocpp: { idle_timout: '3s' } } }), [
    'gateway.ocpp.idle_timout: unknown key; did you mean idle_timeout?',
  ]);
  t.strictSame(lines({ plugins: {} }), ['plugins: unknown key']);
  t.strictSame(lines({ api: { colour: null } }), ['api.colour: unknown key'], 'even when it says nothing');
});

t.test('keys that objects inherit are unknown keys, and reach no prototype', async (t) => {
  const document = JSON.parse('{"__proto__":{"polluted":1},"log":{"__proto__":{"level":"debug"},"constructor":1}}');
  const { problems, document: known } = read(document);
  t.strictSame(
    problems.map(({ path, message }) => [path, message]),
    [
      ['__proto__', 'unknown key'],
      ['log.__proto__', 'unknown key'],
      ['log.constructor', 'unknown key'],
    ],
  );
  t.strictSame(known, { log: {} });
  t.notOk('polluted' in {});
});

t.test('an empty document says nothing', async (t) => {
  for (const empty of [null, undefined, {}]) t.strictSame(read(empty).problems, []);
});

t.test('a document or a section that is no mapping is refused', async (t) => {
  for (const wrong of ['text', 7, [], new Map(), new Date(0), true]) {
    t.strictSame(lines(wrong), [': must be a set of settings']);
    t.strictSame(lines({ log: wrong }), ['log: must be a set of settings']);
    t.strictSame(lines({ mqtt: { listeners: { tcp: wrong } } }), [
      'mqtt.listeners.tcp: must be at most 32 listeners under their names',
    ]);
  }
});

t.test('refused values are left out, the others stay', async (t) => {
  const { document, refused } = read({ log: { level: 'loud', format: 'json' }, data_dir: 5 });
  t.strictSame(document, { log: { format: 'json' } });
  t.strictSame(refused.map((path) => path.join('.')).toSorted(), ['data_dir', 'log.level']);
});

t.test('null is kept as a removal', async (t) => {
  const layer = read({ log: null, mqtt: { listeners: { ws: { default: null } } } });
  t.strictSame(layer.document, { log: null, mqtt: { listeners: { ws: { default: null } } } });
  t.ok(says(layer, ['log', 'level']));
  t.ok(says(layer, ['mqtt', 'listeners', 'ws', 'default']));
  t.notOk(says(layer, ['mqtt', 'allow_anonymous']));
});

t.test('a document that holds itself, or goes ever deeper, ends with the schema', async (t) => {
  const circle: Record<string, unknown> = {};
  circle.log = circle;
  t.strictSame(lines(circle), ['log.log: unknown key']);
  const list: unknown[] = [];
  list.push(list);
  t.strictSame(lines({ api: { cors: { origins: list } } }), [
    'api.cors.origins.0: must be an origin such as https://example.org, or * for any',
  ]);
});

t.test('a key is shown in one short printable line', async (t) => {
  t.strictSame(lines({ 'a\u001b[31m\nb': 1 }), ['a?[31m?b: unknown key']);
  t.strictSame(lines({ ['x'.repeat(1000)]: 1 }), [`${'x'.repeat(64)}…: unknown key`]);
});

t.test('the list of problems is bounded', async (t) => {
  const keys = Object.fromEntries(Array.from({ length: problemsMax + 10 }, (_, index) => [`key${index}`, 1]));
  t.equal(read(keys).problems.length, problemsMax);
});

t.test('a list is copied, so that later changes of the document do not matter', async (t) => {
  const origins = ['https://a.example'];
  const { document } = read({ api: { cors: { origins } } });
  origins.push('https://b.example');
  t.strictSame(document, { api: { cors: { origins: ['https://a.example'] } } });
});

t.test('problems found before the layer came are kept', async (t) => {
  const problem = { path: 'log.level', message: 'unreadable', source: 'environment' };
  t.strictSame(readLayer({ source: 'environment', document: {}, problems: [problem] }).problems, [problem]);
});

t.test('a name is one that the map takes and that no object has', async (t) => {
  const tcp = ['mqtt', 'listeners', 'tcp'].reduce(childSchema, settingsSchema as SettingSchema | undefined);
  if (tcp === undefined || !isNamed(tcp)) throw new Error('not a map');
  t.ok(mayName(tcp, 'default'));
  for (const name of ['', 'Default', 'constructor', '__proto__', 'a'.repeat(65)]) t.notOk(mayName(tcp, name), name);
});
