import t from 'tap';
import { gatewaySettingsSchema, mqttSettingsSchema, settingsKeywords, settingsSchema } from '../src/index.ts';
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

t.test('listeners come, change and go while the server runs', async (t) => {
  const such = leavesOf().filter(({ path }) => path.includes('listeners'));
  t.ok(such.length > 50);
  for (const { path, leaf } of such) t.equal(leaf.apply, 'live', path.join('.'));
  const maps = nodesOf(settingsSchema).filter(isNamed);
  t.strictSame([...new Set(maps.map(({ apply }) => apply))].sort(), ['live', 'reconnect']);
});

t.test('folders, names, databases, bootstrap files and the API’s address need a new start', async (t) => {
  const needStart = /^api.bind$|^data_dir$|^node_name$|persistence|bootstrap_file$/;
  const such = leavesOf().filter(({ path }) => needStart.test(path.join('.')));
  t.equal(such.length, 8);
  for (const { path, leaf } of such) t.equal(leaf.apply, 'restart', path.join('.'));
});

t.test('the parts for GET and PUT have no authentication and no listeners', async (t) => {
  const parts = [
    [['gateway', 'ocpp'], gatewaySettingsSchema()],
    [['mqtt'], mqttSettingsSchema()],
  ] as const;
  for (const [path, part] of parts) {
    const whole = path.reduce<SettingSchema | undefined>(childSchema, settingsSchema);
    const keys = Object.keys(whole !== undefined && isSection(whole) ? whole.properties : {});
    t.strictSame(
      Object.keys(part.properties),
      keys.filter((key) => key !== 'authentication' && key !== 'listeners'),
    );
    t.doesNotThrow(() => compileSchema(part));
  }
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
