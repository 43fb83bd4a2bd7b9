import t from 'tap';
import { defaultOf, overlay } from '../src/overlay.ts';
import { count, flag, type NamedSchema, section } from '../src/setting-schema.ts';

const entry = section('An entry.', {
  on: flag(true, 'live', 'On.'),
  size: count(1, 'live', 'Size.', { min: 0, max: 9 }),
});
const named: NamedSchema = {
  type: 'object',
  description: 'Entries.',
  apply: 'restart',
  expects: 'entries',
  default: { default: { size: 5 } },
  propertyNames: { pattern: '^[a-z]+$', expects: 'lower-case' },
  additionalProperties: entry,
  maxProperties: 3,
};
const schema = section('All.', { flag: flag(false, 'live', 'Flag.'), named });
const defaults = { flag: false, named: { default: { on: true, size: 5 } } };

t.test('the default of a section is that of its settings, entries included', async (t) => {
  t.strictSame(defaultOf(schema), defaults);
});

t.test('what a document does not say stays', async (t) => {
  t.strictSame(overlay(schema, defaults, {}), defaults);
  t.strictSame(overlay(schema, defaults, { flag: true }), { ...defaults, flag: true });
});

t.test('an entry merges with the one of its name, a new one with the defaults of entries', async (t) => {
  t.strictSame(overlay(schema, defaults, { named: { default: { on: false }, other: {} } }), {
    flag: false,
    named: { default: { on: false, size: 5 }, other: { on: true, size: 1 } },
  });
});

t.test('null takes an entry away', async (t) => {
  t.strictSame(overlay(schema, defaults, { named: { default: null, absent: null } }), { flag: false, named: {} });
});

t.test('null brings a setting, a section or a whole map back to its default', async (t) => {
  const changed = { flag: true, named: { other: { on: false, size: 2 } } };
  t.strictSame(overlay(schema, changed, { flag: null }), { ...changed, flag: false });
  t.strictSame(overlay(schema, changed, { named: null }), { ...defaults, flag: true });
  t.strictSame(overlay(schema, changed, { named: { other: { size: null } } }), {
    flag: true,
    named: { other: { on: false, size: 1 } },
  });
  t.strictSame(overlay(schema, changed, null), defaults);
});

t.test('what lies below is not touched', async (t) => {
  const below = Object.freeze({ flag: false, named: Object.freeze({}) });
  t.strictSame(overlay(schema, below, { flag: true, named: { a: {} } }), {
    flag: true,
    named: { a: { on: true, size: 1 } },
  });
});
