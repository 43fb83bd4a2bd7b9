import t from 'tap';
import { mayAct, mayChange, roleOf, roleOptions, roleWords } from '../src/role.ts';

t.test('each role may do what those before it may, and one more thing', async (t) => {
  const rights = (['viewer', 'operator', 'administrator'] as const).map((role) => [mayAct(role), mayChange(role)]);
  t.strictSame(rights, [
    [false, false],
    [true, false],
    [true, true],
  ]);
});

t.test('a role that is not known is the least', async (t) => {
  t.strictSame(['operator', 'administrator', 'viewer', 'owner', ''].map(roleOf), [
    'operator',
    'administrator',
    'viewer',
    'viewer',
    'viewer',
  ]);
});

t.test('every role has its words', async (t) => {
  for (const [role] of roleOptions) t.match(roleWords(role), new RegExp(role, 'i'));
});
