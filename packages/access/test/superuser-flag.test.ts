import t from 'tap';
import { isTrue } from '../src/superuser-flag.ts';

t.test('yes is said in four ways, and in no other', async (t) => {
  for (const value of [true, 1, 'true', '1']) t.ok(isTrue(value));
  for (const value of [false, 0, 'yes', '', null, undefined, [], {}, 2]) t.notOk(isTrue(value));
});
