import t from 'tap';
import { canCoincide, isUnclosed, placeholdersIn } from '../src/topic-template.ts';

t.test('placeholders are named in order', async (t) => {
  t.strictSame(placeholdersIn('a/${cid}/${action}${}'), ['cid', 'action', '']);
  t.strictSame(placeholdersIn('a/$cid/{cid}'), []);
});

t.test('an opened placeholder that nothing closes is seen', async (t) => {
  t.ok(isUnclosed('a/${cid}/${action'));
  t.notOk(isUnclosed('a/${cid}/$x'));
});

const coincide = (a: string, b: string): boolean => {
  if (canCoincide(a, b) !== canCoincide(b, a)) throw new Error(`${a} and ${b} do not agree`);
  return canCoincide(a, b);
};

t.test('templates coincide when some values make them the same topic', async (t) => {
  t.ok(coincide('cs/${cid}', 'cs/${clientid}'));
  t.ok(coincide('cs/${action}', 'cs/${cid}'));
  t.ok(coincide('${username}/${cid}', 'cs/${cid}'));
  t.ok(coincide('cs/CP1', 'cs/${cid}'));
  t.ok(coincide('cs/a${id}', 'cs/${cid}b'));
  t.ok(coincide('cs/${id}${type}', 'cs/${cid}'));
  t.ok(coincide('cs/x${id}', 'cs/x'), 'a placeholder may be empty');
});

t.test('templates that differ in a literal or in their levels do not coincide', async (t) => {
  t.notOk(coincide('cp/${cid}', 'cs/${cid}'));
  t.notOk(coincide('cs/${cid}/Reply', 'cs/${cid}'));
  t.notOk(coincide('cs/a${id}', 'cs/b${cid}'));
  t.notOk(coincide('cs/', 'cs/${cid}'), 'an identity is never empty');
  t.notOk(coincide('cs/a${cid}', 'cs/a'));
});

t.test('two long rows of placeholders are compared in no time to speak of', async (t) => {
  const row = (end: string) => '${id}'.repeat(50) + end;
  t.notOk(coincide(row('x'), row('y')));
});
