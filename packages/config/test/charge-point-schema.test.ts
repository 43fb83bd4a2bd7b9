import t from 'tap';
import { diffSettings, parseSettings, settingsDocument } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

const points = (charge_points: unknown) => ({ gateway: { ocpp: { charge_points } } });
const path = 'gateway.ocpp.charge_points';
const parse = (...documents: readonly unknown[]) =>
  parseSettings(documents.map((document) => ({ source: 'test', document })));

const asForAll = {
  ping_interval: '',
  default_heartbeat_interval: '',
  idle_timeout: '',
  version: '',
  message_format_mode: '',
};

t.test('what an entry does not say is empty, as for all', async (t) => {
  const { charge_points } = parse(points({ CP1: { version: '2.1' }, cp1: null, CP2: {} })).gateway.ocpp;
  t.strictSame(charge_points, { CP1: { ...asForAll, version: '2.1' }, CP2: asForAll });
});

t.test('an identity is any that the handshake takes', async (t) => {
  const good = ['a', 'x'.repeat(48), '🔌'.repeat(48), 'A+B/c#d', 'a.b~1~0', ' ', '7', '*', '<name>'];
  for (const identity of good) {
    const { charge_points } = parse(points({ [identity]: { ping_interval: '5s' } })).gateway.ocpp;
    t.strictSame(charge_points, { [identity]: { ...asForAll, ping_interval: '5s' } }, identity);
  }
  for (const identity of ['', 'a:b', 'a\nb', 'a\u0085b', 'x'.repeat(49), '🔌'.repeat(49), '\ud800']) {
    t.equal(pathsOf(points({ [identity]: {} })).length, 1, JSON.stringify(identity));
  }
  t.strictSame(linesOf(points({ 'a:b': {} })), [
    `${path}.a:b: unknown key; a name here must be an identity of 1 to 48 characters, without : and control characters`,
  ]);
});

t.test('an identity that every object inherits a thing by has no entry, so that nobody reads one', async (t) => {
  t.strictSame(linesOf(points(JSON.parse('{"__proto__":{},"constructor":{}}'))), [
    `${path}.__proto__: unknown key`,
    `${path}.constructor: unknown key`,
  ]);
});

t.test('a wrong value is shown under its identity, whatever characters that has', async (t) => {
  t.strictSame(linesOf(points({ 'a.b/c~d': { ping_interval: 'often', colour: 1, idel_timeout: '1s' } })), [
    `${path}.a.b/c~d.colour: unknown key`,
    `${path}.a.b/c~d.idel_timeout: unknown key; did you mean idle_timeout?`,
    `${path}.a.b/c~d.ping_interval: must be a duration such as 500ms, 60s or 2h, 0s or from 100ms to 24d, or empty`,
  ]);
  t.strictSame(pathsOf(points({ 'a\u202eb': { version: 7 } })), [`${path}.a?b.version`]);
});

t.test('the version is a text, and the message says so to whoever wrote a number', async (t) => {
  t.strictSame(linesOf(points({ CP1: { version: 1.6 } })), [
    `${path}.CP1.version: must be "1.6", "2.0.1" or "2.1" in quotes, or empty`,
  ]);
  t.strictSame(pathsOf(points({ CP1: { version: '2.0' } })), [`${path}.CP1.version`]);
});

t.test('durations have the bounds of those of all, and may be empty', async (t) => {
  const { length } = pathsOf(
    points({ CP1: { ping_interval: '99ms', idle_timeout: '0s', default_heartbeat_interval: '25h' } }),
  );
  t.equal(length, 3);
  t.strictSame(pathsOf(points({ CP1: { ping_interval: '0s', idle_timeout: '', message_format_mode: 'off' } })), []);
  t.strictSame(linesOf(points({ CP1: { message_format_mode: 'maybe' } })), [
    `${path}.CP1.message_format_mode: must be empty, reject, warn or off`,
  ]);
});

const many = (count: number, entry: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`CP${index}`, entry]));

t.test('there are ten thousand at most, and as many wrong ones are refused without a stall', async (t) => {
  t.strictSame(pathsOf(points(many(10_000, { ping_interval: '5s' }))), []);
  t.strictSame(linesOf(points(many(10_001, {}))), [
    `${path}: must be at most 10000 charge points under their identities`,
  ]);
  t.strictSame(pathsOf(points(many(6000, {})), points({ ...many(3000, {}), ...renamed(many(5000, {})) })), [path]);
  t.equal(pathsOf(points(many(10_000, { ping_interval: 'x', idle_timeout: 'x' }))).length, 500);
  t.equal(pathsOf(points(many(10_000, { ping_interval: '1h' }))).length, 500);
});

const renamed = (entries: object) =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [`x${key}`, value]));

t.test('entries come, change and go live, and a document of settings brings them back', async (t) => {
  const before = parse(points({ 'a.b': { ping_interval: '5s' }, gone: {} }));
  const after = parse(points({ 'a.b': { ping_interval: '6s' }, come: {} }));
  t.strictSame(diffSettings(before, after), [
    { path: `${path}.a.b.ping_interval`, before: '5s', after: '6s', apply: 'live' },
    { path: `${path}.gone`, before: asForAll, after: undefined, apply: 'live' },
    { path: `${path}.come`, before: undefined, after: asForAll, apply: 'live' },
  ]);
  t.strictSame(parse(settingsDocument(after)), after);
});
