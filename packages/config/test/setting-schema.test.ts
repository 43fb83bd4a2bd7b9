import t from 'tap';
import {
  alternatives,
  childSchema,
  choice,
  count,
  duration,
  flag,
  isNamed,
  isSection,
  number,
  path,
  section,
} from '../src/setting-schema.ts';
import { settingsSchema } from '../src/settings-schema.ts';

t.test('each sort of leaf says in words what it expects', async (t) => {
  t.equal(flag(true, 'live', 'x.').expects, 'true or false');
  t.equal(choice(['a', 'b', 'c'], 'a', 'live', 'x.').expects, 'a, b or c');
  t.equal(count(1, 'live', 'x.', { min: 1, max: 9 }).expects, 'a whole number from 1 to 9');
  t.equal(number(1, 'live', 'x.', { min: 1, max: 9 }).expects, 'a number from 1 to 9');
  t.equal(
    duration('1s', 'live', 'x.', { min: '1s', max: '1d', zero: true }).expects,
    'a duration such as 500ms, 60s or 2h, 0s or from 1s to 1d',
  );
  t.equal(path('', 'live', 'x.', 'optional').expects, 'a path, or empty for none');
});

t.test('words are joined as in a sentence', async (t) => {
  t.equal(alternatives(['a']), 'a');
  t.equal(alternatives(['a', 'b']), 'a or b');
  t.equal(alternatives([]), '');
});

t.test('below a section stand its own settings, below a named map any entry, below a leaf nothing', async (t) => {
  const leaf = flag(true, 'live', 'x.');
  const part = section('y.', { leaf });
  t.equal(childSchema(part, 'leaf'), leaf);
  t.equal(childSchema(part, 'constructor'), undefined);
  t.equal(childSchema(leaf, 'leaf'), undefined);
  t.equal(childSchema(undefined, 'leaf'), undefined);
  const tcp = ['mqtt', 'listeners', 'tcp'].reduce(childSchema, settingsSchema as ReturnType<typeof childSchema>);
  t.ok(tcp !== undefined && isNamed(tcp) && !isSection(tcp));
  t.equal(childSchema(tcp, 'anything'), childSchema(tcp, 'else'));
});
