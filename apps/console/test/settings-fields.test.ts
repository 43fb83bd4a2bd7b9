import t from 'tap';
import { type Field, fieldGroups, requestSchema, valueAt } from '../src/settings-fields.ts';
import { settingsSchema } from './fixtures/fake-data.ts';

const groups = fieldGroups(settingsSchema);

function field(key: string): Field {
  const found = groups.flatMap(({ fields }) => fields).find((one) => one.key === key);
  if (found === undefined) throw new Error(`no field ${key}`);
  return found;
}

t.test('the settings of the document come first, then its sections, each in its order', async (t) => {
  t.strictSame(
    groups.map(({ key, fields }) => [key, fields.map(({ name }) => name)]),
    [
      ['', ['enable', 'mountpoint', 'idle_timeout', 'message_format_checking', 'max_frame_size']],
      ['upstream', ['topic', 'reply_topic', 'error_topic', 'topic_override_mapping']],
      ['dnstream', ['topic', 'max_mqueue_len']],
    ],
  );
  t.equal(groups[1]?.description, 'Topics of what charge points send.');
});

t.test('a field knows its description, its default, and what a change needs', async (t) => {
  t.match(field('max_frame_size'), {
    path: ['max_frame_size'],
    description: 'The largest frame of a charge point.',
    defaultValue: '64KB',
    apply: 'reconnect',
  });
  t.strictSame(field('dnstream.topic').path, ['dnstream', 'topic']);
});

t.test('each kind of setting has its control', async (t) => {
  t.strictSame(field('enable').control, { kind: 'flag' });
  t.match(field('message_format_checking').control, { kind: 'choice', options: ['all', 'upstream_only'] });
  t.strictSame(field('dnstream.max_mqueue_len').control, {
    kind: 'number',
    min: 0,
    max: 10_000,
    expects: 'a whole number from 0 to 10000',
  });
  t.match(field('idle_timeout').control, { kind: 'text', expects: 'a duration such as 500ms, 60s or 2h' });
  t.match(field('upstream.topic_override_mapping').control, {
    kind: 'map',
    name: { expects: 'an action such as BootNotification' },
    entriesMax: 200,
  });
});

t.test('a shape that has no control of its own can still be edited, as JSON', async (t) => {
  const schema = { properties: { list: { type: 'array' }, either: { type: ['string', 'integer'] }, bare: {} } };
  t.strictSame(
    fieldGroups(schema)[0]?.fields.map(({ control }) => control.kind),
    ['json', 'json', 'json'],
  );
});

t.test('our keywords are read with and without the x- of OpenAPI', async (t) => {
  const schema = { properties: { a: { type: 'string', apply: 'restart' }, b: { type: 'string', apply: 'never' } } };
  t.strictSame(
    fieldGroups(schema)[0]?.fields.map(({ apply }) => apply),
    ['restart', null],
  );
});

t.test('sections that never end do not hang the page', async (t) => {
  const schema: Record<string, unknown> = { type: 'object' };
  schema.properties = { again: schema, leaf: { type: 'string' } };
  t.equal(fieldGroups(schema).length, 5);
});

t.test('the schema is found in the OpenAPI document, behind a reference or in place', async (t) => {
  const specification = (schema: object) => ({
    paths: {
      '/api/v5/gateways': { get: {} },
      '/api/v5/gateways/ocpp': { put: { requestBody: { content: { 'application/json': { schema } } } } },
    },
    components: { schemas: { 'Gateway/Settings': { type: 'object', properties: {} } } },
  });
  const found = { type: 'object', properties: {} };
  t.strictSame(requestSchema(specification(found), '/gateways/ocpp'), found);
  const reference = { $ref: '#/components/schemas/Gateway~1Settings' };
  t.strictSame(requestSchema(specification(reference), '/gateways/ocpp'), found);
  t.strictSame(requestSchema(specification({ $ref: '#/nowhere' }), '/gateways/ocpp'), {});
  t.equal(requestSchema({}, '/gateways/ocpp'), undefined);
});

t.test('a value is found by its path, and the prototype has none', async (t) => {
  t.equal(valueAt({ a: { b: 0 } }, ['a', 'b']), 0);
  t.equal(valueAt({ a: 1 }, ['a', 'b']), undefined);
  t.equal(valueAt({}, ['constructor']), undefined);
});
