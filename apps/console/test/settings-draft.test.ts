import t from 'tap';
import { type Draft, type Drafts, draftOf, isDefault, patchOf, withDraft } from '../src/settings-draft.ts';
import { type Field, fieldGroups } from '../src/settings-fields.ts';
import { settings, settingsSchema } from './fixtures/fake-data.ts';

const list = { type: 'array', default: [], 'x-apply': 'live' };
const schema = { ...settingsSchema, properties: { ...settingsSchema.properties, list } };
const fields = fieldGroups(schema).flatMap((group) => group.fields);
const none: Drafts = new Map();

function field(key: string): Field {
  const found = fields.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no field ${key}`);
  return found;
}

const edited = (changes: Readonly<Record<string, Draft>>): Drafts =>
  Object.entries(changes).reduce((drafts, [key, draft]) => withDraft(field(key), draft, settings, drafts), none);

const patched = (changes: Readonly<Record<string, Draft>>) => patchOf(fields, settings, edited(changes));

t.test('a control shows the document’s value until it is changed', async (t) => {
  const timeout = field('idle_timeout');
  t.equal(draftOf(timeout, settings, none), '45s');
  t.equal(draftOf(timeout, settings, edited({ idle_timeout: '9s' })), '9s');
  t.equal(draftOf(field('dnstream.max_mqueue_len'), settings, none), '100');
  t.equal(draftOf(field('enable'), settings, none), true);
  t.strictSame(draftOf(field('upstream.topic_override_mapping'), settings, none), [
    { name: 'BootNotification', value: 'cp/${cid}/Boot' },
  ]);
});

t.test('only what was changed is sent', async (t) => {
  t.strictSame(
    patched({ idle_timeout: '9s', 'dnstream.max_mqueue_len': '7', 'dnstream.topic': 'to/${cid}', enable: false }),
    {
      patch: { idle_timeout: '9s', dnstream: { max_mqueue_len: 7, topic: 'to/${cid}' }, enable: false },
      problems: new Map(),
    },
  );
});

t.test('a change that is taken back is no change', async (t) => {
  t.equal(withDraft(field('idle_timeout'), '45s', settings, edited({ idle_timeout: '9s' })).size, 0);
});

t.test('the default is told from any other value', async (t) => {
  t.equal(isDefault(field('idle_timeout'), '45s'), false);
  t.equal(isDefault(field('idle_timeout'), '30s'), true);
  t.equal(isDefault(field('dnstream.max_mqueue_len'), '100'), true);
  t.equal(isDefault(field('upstream.topic_override_mapping'), []), true);
});

t.test('an entry that was removed is sent as null, since the server merges', async (t) => {
  const rows = [{ name: 'Heartbeat', value: 'beats' }];
  t.strictSame(patched({ 'upstream.topic_override_mapping': rows }).patch, {
    upstream: { topic_override_mapping: { Heartbeat: 'beats', BootNotification: null } },
  });
});

t.test('a slip is told in the words of the schema, and nothing of it is sent', async (t) => {
  const { patch, problems } = patched({ idle_timeout: 'soon', 'dnstream.max_mqueue_len': '10001', mountpoint: 'x/' });
  t.strictSame(
    [...problems],
    [
      ['idle_timeout', 'must be a duration such as 500ms, 60s or 2h'],
      ['dnstream.max_mqueue_len', 'must be a whole number from 0 to 10000'],
    ],
  );
  t.strictSame(patch, { mountpoint: 'x/' });
});

t.test('what is no whole number is none', async (t) => {
  for (const text of ['', ' 1', '1.5', '1e2', '0x1', '-', 'NaN', '-1']) {
    t.equal(patched({ 'dnstream.max_mqueue_len': text }).problems.size, 1, JSON.stringify(text));
  }
});

t.test('the entries of a map are checked one by one', async (t) => {
  const problem = (...rows: (readonly [string, string])[]): string | undefined =>
    patched({ 'upstream.topic_override_mapping': rows.map(([name, value]) => ({ name, value })) }).problems.get(
      'upstream.topic_override_mapping',
    );
  t.equal(problem(['A', 'x'], ['B', 'y']), undefined);
  t.equal(problem(['A', 'x'], ['A', 'y']), 'has “A” twice');
  t.match(problem(['a b', 'x']), /^has the name “a b”, which must be an action/);
  const many = Array.from({ length: 201 }, (_one, place) => [`A${place}`, 'x'] as const);
  t.equal(problem(...many), 'must have at most 200 entries');
});

t.test('a name of the prototype is a name like any other', async (t) => {
  const { patch } = patched({ 'upstream.topic_override_mapping': [{ name: 'Constructor', value: 'x' }] });
  t.strictSame(patch, { upstream: { topic_override_mapping: { Constructor: 'x', BootNotification: null } } });
});

t.test('JSON is read, or told not to be any', async (t) => {
  t.strictSame(patched({ list: '[1, 2]' }).patch, { list: [1, 2] });
  t.equal(patched({ list: '[1,' }).problems.get('list'), 'must be JSON');
});

t.test('what is gone from JSON is sent as null, at every depth, since the server merges', async (t) => {
  const [map] = fieldGroups({ properties: { points: { type: 'object', additionalProperties: { type: 'object' } } } });
  const document = { points: { CP1: { ping: '5s', version: '2.1' }, CP2: { ping: '' }, 'CP 3': { tags: ['a', 'b'] } } };
  const read = (value: unknown) =>
    patchOf(map?.fields ?? [], document, new Map([['points', JSON.stringify(value)]])).patch.points;
  t.strictSame(read({ CP1: { ping: '6s' }, 'CP 3': { tags: ['a'] }, CP4: { ping: '1s' } }), {
    CP1: { ping: '6s', version: null },
    'CP 3': { tags: ['a'] },
    CP4: { ping: '1s' },
    CP2: null,
  });
  t.strictSame(read({}), { CP1: null, CP2: null, 'CP 3': null });
  t.strictSame(read('x'), 'x', 'what is no object is for the server to judge');
});

t.test('a value of a map that has to be one of some words is checked', async (t) => {
  const value = { type: 'string', enum: ['reject', 'a.b'], 'x-expects': 'reject or a.b' };
  const [group] = fieldGroups({ properties: { modes: { type: 'object', additionalProperties: value } } });
  const problem = (word: string) =>
    patchOf(group?.fields ?? [], {}, new Map([['modes', [{ name: 'A', value: word }]]])).problems.get('modes');
  t.equal(problem('reject'), undefined);
  t.equal(problem('a.b'), undefined);
  t.equal(problem('axb'), 'has a value for “A” that must be reject or a.b');
});

t.test('a pattern that this browser cannot read leaves the judgement to the server', async (t) => {
  const odd = fieldGroups({ properties: { a: { type: 'string', pattern: '(?<=' } } })[0]?.fields ?? [];
  t.strictSame(patchOf(odd, {}, new Map([['a', 'x']])), { patch: { a: 'x' }, problems: new Map() });
});

t.test('a text that is too long is told so', async (t) => {
  const short = fieldGroups({ properties: { a: { type: 'string', maxLength: 3 } } })[0]?.fields ?? [];
  t.equal(patchOf(short, {}, new Map([['a', 'four']])).problems.get('a'), 'must have at most 3 characters');
});
