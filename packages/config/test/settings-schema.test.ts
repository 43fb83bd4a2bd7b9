import t from 'tap';
import { gatewaySettingsSchema, settingsKeywords, settingsSchema } from '../src/index.ts';
import { compileSchema, leafProblems } from '../src/leaf-validation.ts';
import { childSchema, isNamed, isSection, type SettingSchema } from '../src/setting-schema.ts';
import { leavesOf } from './schema-leaves.ts';

const nodesOf = (schema: SettingSchema): readonly SettingSchema[] => {
  if (isSection(schema)) return [schema, ...Object.values(schema.properties).flatMap(nodesOf)];
  return isNamed(schema) ? [schema, ...nodesOf(schema.additionalProperties)] : [schema];
};

t.test('every setting has one sentence that describes it, and says what a change needs', async (t) => {
  for (const { path, leaf } of leavesOf()) {
    t.match(leaf.description, /^[A-Z].*[^.]\.$/, path.join('.'));
    t.ok(['live', 'reconnect', 'restart'].includes(leaf.apply), path.join('.'));
  }
  for (const node of nodesOf(settingsSchema)) t.match(node.description, /^[A-Z].*\.$/);
});

t.test('every key is snake_case', async (t) => {
  for (const { path } of leavesOf()) {
    for (const key of path) t.match(key, /^(?:\*|[a-z][a-z0-9]*(?:_[a-z0-9]+)*)$/);
  }
});

t.test('every default is good by its own schema', async (t) => {
  for (const { path, leaf } of leavesOf()) {
    const document = path.reduceRight<unknown>((inner, key) => ({ [key === '*' ? 'Name' : key]: inner }), leaf.default);
    t.strictSame(leafProblems(lowerListeners(document)), [], path.join('.'));
  }
});

// Listener names are lower-case, action names begin with a capital.
const lowerListeners = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document).replace(/("listeners":\{"\w+":\{)"Name"/, '$1"name"'));

t.test('a change of the gateway’s table is live, but for what only a new connection asks for', async (t) => {
  const notLive = leavesOf(gatewaySettingsSchema()).filter(({ leaf }) => leaf.apply !== 'live');
  t.strictSame(
    notLive.map(({ path, leaf }) => [path.join('.'), leaf.apply]),
    [
      ['max_frame_size', 'reconnect'],
      ['security_profile_downgrade', 'reconnect'],
      ['trusted_proxies', 'reconnect'],
    ],
  );
});

t.test('listeners, addresses, folders, names and bootstrap files need a new start', async (t) => {
  const needStart = /listeners|bind$|^data_dir$|^node_name$|persistence$|bootstrap_file$/;
  const such = leavesOf().filter(({ path }) => needStart.test(path.join('.')));
  t.ok(such.length > 20);
  for (const { path, leaf } of such) t.equal(leaf.apply, 'restart', path.join('.'));
});

t.test('the part for GET and PUT has no authentication and no listeners', async (t) => {
  const whole = ['gateway', 'ocpp'].reduce(childSchema, settingsSchema as SettingSchema | undefined);
  const keys = Object.keys(whole !== undefined && isSection(whole) ? whole.properties : {});
  t.strictSame(
    Object.keys(gatewaySettingsSchema().properties),
    keys.filter((key) => key !== 'authentication' && key !== 'listeners'),
  );
  t.doesNotThrow(() => compileSchema(gatewaySettingsSchema()));
});

t.test('the schema is plain JSON and frozen, and its own keywords are listed', async (t) => {
  t.strictSame(JSON.parse(JSON.stringify(settingsSchema)), settingsSchema);
  t.ok(nodesOf(settingsSchema).every(Object.isFrozen));
  const standard = [
    'type',
    'default',
    'description',
    'enum',
    'pattern',
    'maxLength',
    'minimum',
    'maximum',
    'items',
    'minItems',
  ];
  const used = new Set(leavesOf().flatMap(({ leaf }) => Object.keys(leaf)));
  t.strictSame(
    [...used].filter((key) => ![...standard, 'maxItems', 'uniqueItems'].includes(key)).sort(),
    [...settingsKeywords].sort(),
  );
});
